import type { HostFacts } from "@/lib/core/contracts/agent";
import { openInventory } from "../accelerators/inventory";
import { AgentError } from "../errors";
import { addressTowards, defaultHostname } from "../facts";
import { HostWatch } from "../host-watch";
import { parseAddress, parseHostname, parseSocket, parseToken, parseUrl } from "../options";
import { createEngine } from "../runtime/engine";
import { createFirewall, noFirewall } from "../runtime/firewall";
import { type Identity, openStateDir } from "../state";
import { enrol } from "../transport/client";
import { RefusedError, UnreachableError } from "../transport/http";
import { enrolmentProof } from "../transport/key";

export interface EnrollFlags {
  url: string;
  token: string;
  stateDir: string;
  simulate?: string;
  dockerSocket?: string;
  address?: string;
  hostname?: string;
  engineNetns?: string;
  unisolated?: boolean;
  /** This host again, with a new key. */
  replace?: boolean;
}

const EXIT_REFUSED = 3;
const EXIT_UNREACHABLE = 4;
const EXIT_ALREADY_ENROLLED = 5;

export async function enroll(flags: EnrollFlags): Promise<Identity> {
  const url = parseUrl(flags.url);
  const token = parseToken(flags.token);
  const state = await openStateDir(flags.stateDir);
  const existing = await state.findIdentity();
  if (existing && !flags.replace) throw enrolledAlready(state.path, existing);
  if (flags.replace) await state.lock();
  const settings = await readSettings(flags, url, existing);
  const { hostname, simulate, dockerSocket, advertisedAddress, engineNetns, isIsolated } = settings;

  const firstKey = await state.key();
  const key = existing ? await state.nextKey() : firstKey;
  const simulationSeed = existing?.simulationSeed ?? firstKey.publicKey;
  const inventory = await openInventory(simulate, simulationSeed);
  const host = new HostWatch({
    engine: createEngine(dockerSocket),
    firewall: isIsolated ? createFirewall({ netns: engineNetns }) : noFirewall,
    inventory,
    hostname,
    advertisedAddress,
    dockerSocket,
    imageOverride: process.env.OPENHALL_RENTAL_IMAGE ?? null,
    simulated: simulate !== null,
    engineRootFile: state.engineRootFile,
  });
  await host.refresh();
  const request = { token, publicKey: key.publicKey, proof: enrolmentProof(key, token) };
  const answer = await send(url, { ...request, facts: host.facts, accelerators: [...host.accelerators] });
  const { hostId, siteName, operatorName } = answer;
  const identity = { ...existing, ...settings, hostId, url, siteName, operatorName, simulationSeed };
  if (inventory.devicesFile) await state.saveDevices(inventory.devicesFile);
  await state.saveIdentity(identity);
  // Killed before this, the running agent finds that the next key is the one that is taken.
  if (existing) await state.promoteNextKey();
  say(identity, host.facts, host.accelerators.length);
  return identity;
}

function enrolledAlready(path: string, { hostId, url }: Identity): AgentError {
  const again = 'Run it with "run", pass another --state-dir, or enrol it again with --replace';
  return new AgentError(`${path} is enrolled already, as host ${hostId} at ${url}. ${again}.`, EXIT_ALREADY_ENROLLED);
}

async function readSettings(flags: EnrollFlags, url: string, existing: Identity | null) {
  const hostname = parseHostname(flags.hostname ?? existing?.hostname ?? defaultHostname());
  const dockerSocket = parseSocket(flags.dockerSocket ?? existing?.dockerSocket);
  const simulate = flags.simulate ?? existing?.simulate ?? null;
  const given = flags.address === undefined ? existing?.advertisedAddress : parseAddress(flags.address);
  const advertisedAddress = given ?? (await addressTowards(url));
  if (!advertisedAddress) throw new AgentError(`${new URL(url).hostname} cannot be resolved.`, EXIT_UNREACHABLE);
  const engineNetns = flags.engineNetns ?? existing?.engineNetns ?? null;
  const isIsolated = existing ? existing.isIsolated && !flags.unisolated : !flags.unisolated;
  if (!isIsolated && simulate === null) throw new AgentError("--unisolated is for simulated hosts alone.", 2);
  return { hostname, dockerSocket, simulate, advertisedAddress, engineNetns, isIsolated };
}

async function send(url: string, request: Parameters<typeof enrol>[1]) {
  try {
    return await enrol(url, request);
  } catch (error) {
    if (error instanceof RefusedError) throw new AgentError(`${url} refused: ${error.message}`, EXIT_REFUSED);
    if (error instanceof UnreachableError) throw new AgentError(error.message, EXIT_UNREACHABLE);
    throw error;
  }
}

function say({ hostId, siteName, operatorName }: Identity, facts: HostFacts, count: number): void {
  const lines = [
    `Enrolled as ${hostId} at ${siteName} of ${operatorName}, with ${count} ${facts.simulated ? "SIMULATED " : ""}accelerators.`,
    ...facts.problems.map((problem) => `Attention: ${problem}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
