import { openInventory } from "../accelerators/inventory";
import { AgentError } from "../errors";
import { HostWatch } from "../host-watch";
import { createLog } from "../log";
import { desiredLoop, Heartbeat, reportLoop } from "../loops";
import { parseAddress, parseListenAddress, parsePort, parseSocket } from "../options";
import { createEngine } from "../runtime/engine";
import { Instances } from "../runtime/instances";
import { openStateDir } from "../state";
import { startTelemetry } from "../telemetry/start";
import { createClient } from "../transport/client";

export interface RunFlags {
  stateDir: string;
  dockerSocket?: string;
  address?: string;
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
  const { hostId, hostname, simulate, url } = identity;
  await state.lock();

  const key = await state.key();
  const inventory = await openInventory(simulate, key.publicKey);
  if (inventory.devicesFile) await state.saveDevices(inventory.devicesFile);
  const runNumber = await state.nextRun();
  const log = createLog({ host: hostId, run: runNumber });
  const engine = createEngine(dockerSocket);
  const imageOverride = process.env.OPENHALL_RENTAL_IMAGE ?? null;
  const simulated = simulate !== null;
  const host = new HostWatch({
    engine,
    inventory,
    hostname,
    advertisedAddress,
    dockerSocket,
    imageOverride,
    simulated,
  });
  await host.refresh();

  const heartbeat = new Heartbeat();
  const changed = () => heartbeat.report.wake();
  const instances = new Instances({
    engine,
    settings: { hostId, advertisedAddress, accelerators: () => host.accelerators, imageOverride },
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
  const client = createClient({ base: url, hostId, key, run: runNumber });
  const { signal } = ending;
  const options = { client, instances, host, heartbeat, log, signal };
  signal.addEventListener("abort", () => instances.stop());
  const telemetry = startTelemetry({ ...options, stateDir: state.path, run: runNumber, metrics });
  const loops = [instances.watch(), host.watch(changed, signal), reportLoop(options), desiredLoop(options), telemetry];
  await Promise.all(loops);
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
