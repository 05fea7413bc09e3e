import type { HostFacts } from "@/lib/core/contracts/agent";
import { openInventory } from "../accelerators/inventory";
import { AgentError } from "../errors";
import { addressTowards, defaultHostname } from "../facts";
import { HostWatch } from "../host-watch";
import { parseAddress, parseHostname, parseSocket, parseToken, parseUrl } from "../options";
import { createEngine } from "../runtime/engine";
import { createFirewall, noFirewall } from "../runtime/firewall";
import { type Identity, openStateDir } from "../state";
import { enrol, RefusedError, UnreachableError } from "../transport/client";
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
}

const EXIT_REFUSED = 3;
const EXIT_UNREACHABLE = 4;
const EXIT_ALREADY_ENROLLED = 5;

export async function enroll(flags: EnrollFlags): Promise<Identity> {
  const url = parseUrl(flags.url);
  const token = parseToken(flags.token);
  const hostname = parseHostname(flags.hostname ?? defaultHostname());
  const dockerSocket = parseSocket(flags.dockerSocket);
  const address = flags.address === undefined ? undefined : parseAddress(flags.address);
  const simulate = flags.simulate ?? null;
  const engineNetns = flags.engineNetns ?? null;
  const isIsolated = !flags.unisolated;
  if (!isIsolated && simulate === null) throw new AgentError("--unisolated is for simulated hosts alone.", 2);

  const state = await openStateDir(flags.stateDir);
  const existing = await state.findIdentity();
  if (existing) {
    throw new AgentError(
      `${state.path} is enrolled already, as host ${existing.hostId} at ${existing.url}. Run it with "run", or pass another --state-dir.`,
      EXIT_ALREADY_ENROLLED,
    );
  }
  const key = await state.key();
  const inventory = await openInventory(simulate, key.publicKey);
  const advertisedAddress = address ?? (await addressTowards(url));
  if (!advertisedAddress) throw new AgentError(`${new URL(url).hostname} cannot be resolved.`, EXIT_UNREACHABLE);
  const host = new HostWatch({
    engine: createEngine(dockerSocket),
    firewall: isIsolated ? createFirewall({ netns: engineNetns }) : noFirewall,
    inventory,
    hostname,
    advertisedAddress,
    dockerSocket,
    imageOverride: process.env.OPENHALL_RENTAL_IMAGE ?? null,
    simulated: simulate !== null,
  });
  await host.refresh();
  const request = { token, publicKey: key.publicKey, proof: enrolmentProof(key, token) };
  const answer = await send(url, { ...request, facts: host.facts, accelerators: [...host.accelerators] });
  const { hostId, siteName, operatorName } = answer;
  const place = { dockerSocket, advertisedAddress, engineNetns, isIsolated };
  const identity = { hostId, url, siteName, operatorName, hostname, simulate, ...place };
  if (inventory.devicesFile) await state.saveDevices(inventory.devicesFile);
  await state.saveIdentity(identity);
  say(identity, host.facts, host.accelerators.length);
  return identity;
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
