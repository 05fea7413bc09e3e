import { uptime } from "node:os";
import { openInventory } from "../accelerators/inventory";
import { Endings } from "../endings";
import { AgentError } from "../errors";
import { HostWatch } from "../host-watch";
import { createLog } from "../log";
import { desiredLoop, Heartbeat, reportLoop } from "../loops";
import { parseAddress, parseListenAddress, parsePort, parseSocket } from "../options";
import { replaceKeys } from "../replace-keys";
import { createEngine } from "../runtime/engine";
import { createFirewall, noFirewall } from "../runtime/firewall";
import { Instances } from "../runtime/instances";
import { sweepNetworks } from "../runtime/network-sweep";
import { openStateDir } from "../state";
import { startTelemetry } from "../telemetry/start";
import { openPlatform } from "../transport/open-platform";

export interface RunFlags {
  stateDir: string;
  dockerSocket?: string;
  address?: string;
  rotateKey?: boolean;
  metricsPort?: string;
  metricsAddress?: string;
}

const LONGEST_END_MS = 8_000;
const ADOPTION_TIMEOUT_MS = 2_500;

/** Runs until SIGTERM or SIGINT, then goes, as a rule within a second, and leaves the containers running. A second signal ends it at once. */
export async function run(flags: RunFlags): Promise<void> {
  const state = await openStateDir(flags.stateDir);
  const identity = await state.findIdentity();
  if (!identity) throw new AgentError(`${state.path} is not enrolled: run "enroll" first, or pass its --state-dir.`, 2);
  const dockerSocket = flags.dockerSocket === undefined ? identity.dockerSocket : parseSocket(flags.dockerSocket);
  const advertisedAddress = flags.address === undefined ? identity.advertisedAddress : parseAddress(flags.address);
  const metrics = flags.metricsPort === undefined ? null : metricsPlace(flags.metricsPort, flags.metricsAddress);
  const { hostId, hostname, simulate, url, engineNetns, isIsolated } = identity;
  await state.lock();

  const key = await state.key();
  const { simulationSeed = key.publicKey } = identity;
  if (identity.simulationSeed === undefined) await state.saveIdentity({ ...identity, simulationSeed });
  const inventory = await openInventory(simulate, simulationSeed);
  if (inventory.devicesFile) await state.saveDevices(inventory.devicesFile);
  const runNumber = await state.nextRun();
  const log = createLog({ host: hostId, run: runNumber });
  const engine = createEngine(dockerSocket);
  const firewall = isIsolated ? createFirewall({ netns: engineNetns }) : noFirewall;
  const imageOverride = process.env.OPENHALL_RENTAL_IMAGE ?? null;
  const simulated = simulate !== null;
  const host = new HostWatch({
    engine,
    firewall,
    inventory,
    hostname,
    advertisedAddress,
    dockerSocket,
    imageOverride,
    simulated,
    bootIdFile: state.bootIdFile,
    engineRootFile: state.engineRootFile,
  });
  await host.refresh();

  const heartbeat = new Heartbeat();
  const changed = () => heartbeat.report.wake();
  const hostMoment = () => ({ bootId: host.facts.bootId, uptimeMs: uptime() * 1_000, wallMs: Date.now() });
  const endings = await Endings.open(state.endingsFile, hostMoment);
  const instances = new Instances({
    engine,
    endings,
    settings: { hostId, advertisedAddress, firewall, accelerators: () => host.accelerators, imageOverride },
    log,
    probeIntervalMs: () => heartbeat.intervalMs,
    onChange: changed,
  });
  const ending = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => ending.abort());
  // An engine that does not answer must not hold the process: what it was asked for is found again at the next start.
  ending.signal.addEventListener("abort", () => setTimeout(() => process.exit(0), LONGEST_END_MS));
  log.info({ event: "start", url, simulate, accelerators: host.accelerators.length, problems: host.facts.problems });

  await instances.adopt(ADOPTION_TIMEOUT_MS);
  const { client, keyAsked } = await openPlatform(state, identity, runNumber);
  if (flags.rotateKey) keyAsked.wake();
  const { signal } = ending;
  const options = { client, instances, host, heartbeat, log, signal };
  signal.addEventListener("abort", () => instances.stop());
  await Promise.all([
    instances.watch(),
    host.watch(changed, signal),
    sweepNetworks(engine, signal),
    reportLoop(options),
    desiredLoop(options),
    replaceKeys(options, keyAsked),
    startTelemetry({ ...options, stateDir: state.path, run: runNumber, metrics }),
  ]);
  log.info({ event: "stop" });
  // an engine call under way would hold the process; its container is found again at the next start
  process.exit(0);
}

function metricsPlace(port: string, address = "127.0.0.1") {
  return {
    port: parsePort("--metrics-port", port),
    address: parseListenAddress("--metrics-address", address),
  };
}
