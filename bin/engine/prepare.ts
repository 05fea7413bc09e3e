import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import Docker from "dockerode";
import { DEFAULT_SOCKET, engineAnswers, socketFromEnvironment } from "./docker-socket";
import { chooseStorage, daemonConfig, endContainers, runningDaemon, startDaemon, stopDaemon } from "./dockerd";
import { createNetwork, findNetwork, removeNetwork } from "./network";
import { canRunPrivately, ensurePackages, explainMissingEngine, inspectMachine } from "./packages";
import { type EngineKey, type EnginePaths, enginePaths } from "./paths";
import { kill } from "./processes";

export interface Engine {
  kind: "private" | "shared";
  name: string;
  socketPath: string;
  /** What the agent advertises: reachable from an ordinary shell on this machine. */
  address: string;
  /** Of the private engine, for the agent's `--engine-netns`. */
  netnsPath: string | null;
  /** Give it to the agent as `--state-dir`: the stand-in runtime reads this host's devices there. */
  agentStateDir: string;
  docker: Docker;
  /** Ends containers, engine, interfaces and namespace; images and ended containers stay for the next start. */
  stop(options?: { removeContainers?: boolean }): Promise<void>;
  /** For crash tests: SIGKILL to the private engine alone. Its containers go on, and the next start adopts them. */
  kill(): Promise<void>;
  /** A power failure of the simulated host: engine and containers are killed at once, network and disk stay for the next start. */
  powerOff(): Promise<void>;
}

export interface PrepareOptions extends EngineKey {
  log?: (line: string) => void;
  /** Of a private engine. */
  usernsRemap?: boolean;
  /** False: a restart of the private engine ends its containers. */
  liveRestore?: boolean;
}

export class MissingEngineError extends Error {}

const standIns = resolve(import.meta.dirname, "../../stand-ins/accelerators");

/** One simulated host's engine: the one that answers on the Docker socket, else a private one; else MissingEngineError. */
export async function prepareEngine(options: PrepareOptions): Promise<Engine> {
  const log = options.log ?? (() => {});
  const wanted = process.env.OPENHALL_ENGINE;
  if (wanted && wanted !== "private" && wanted !== "socket") {
    throw new Error(`OPENHALL_ENGINE is "${wanted}": use "private" or "socket", or leave it out.`);
  }
  const paths = enginePaths(options);
  await mkdir(dirname(paths.agentStateDir), { recursive: true });
  await mkdir(paths.agentStateDir, { recursive: true, mode: 0o700 });
  const socketPath = socketFromEnvironment();
  const machine = await inspectMachine(socketPath ?? process.env.DOCKER_HOST ?? DEFAULT_SOCKET);
  const privateWins = wanted === "private" || (wanted !== "socket" && (await runningDaemon(paths)) !== null);
  if (!privateWins && socketPath && (await engineAnswers(socketPath))) return sharedEngine(options, paths, socketPath);
  if (wanted === "socket" || !canRunPrivately(machine)) throw new MissingEngineError(explainMissingEngine(machine));
  await ensurePackages(log);
  // on an ordinary Debian the package starts its own engine
  if (!privateWins && !machine.hasDockerd && socketPath && (await engineAnswers(socketPath))) {
    return sharedEngine(options, paths, socketPath);
  }
  return privateEngine(options, paths, log);
}

function sharedEngine({ name }: PrepareOptions, paths: EnginePaths, socketPath: string): Engine {
  const docker = new Docker({ socketPath });
  return {
    kind: "shared",
    name,
    socketPath,
    address: "127.0.0.1",
    netnsPath: null,
    agentStateDir: paths.agentStateDir,
    docker,
    // another's engine: only this host's containers are ours
    stop: async (options = {}) => {
      const identity = await readFile(join(paths.agentStateDir, "identity.json"), "utf8").catch(() => "{}");
      const { hostId } = JSON.parse(identity) as { hostId?: string };
      if (hostId) {
        await endContainers(docker, { remove: options.removeContainers === true, label: `openhall.host=${hostId}` });
      }
    },
    kill: async () => {
      throw new Error("The shared engine is not ours to kill.");
    },
    powerOff: async () => {
      throw new Error("The shared engine is not ours to kill.");
    },
  };
}

async function privateEngine(
  { name, usernsRemap = false, liveRestore = true }: PrepareOptions,
  paths: EnginePaths,
  log: (line: string) => void,
): Promise<Engine> {
  await mkdir(paths.dir, { recursive: true });
  let network = await findNetwork(paths);
  if (!network) {
    // whatever still runs would hang in a namespace that nobody reaches
    await stopDaemon(paths);
    network = await createNetwork(paths);
  }
  const address = network.hostAddress;
  const docker = new Docker({ socketPath: paths.socketPath });
  const config = daemonConfig({
    paths,
    ...(await chooseStorage(paths)),
    runtimePath: join(standIns, "runtime"),
    nodePath: process.execPath,
    devicesFile: join(paths.agentStateDir, "devices.json"),
    usernsRemap,
    liveRestore,
  });
  if (!(await isReusable(paths, config))) {
    const startedAt = performance.now();
    const running = await runningDaemon(paths);
    if (running !== null) await kill(running);
    await startDaemon(paths, config);
    log(`engine of ${name} answers at ${paths.socketPath} after ${Math.round(performance.now() - startedAt)} ms`);
  }
  const killDaemon = async () => {
    const pid = await runningDaemon(paths);
    if (pid !== null) await kill(pid);
  };
  return {
    kind: "private",
    name,
    socketPath: paths.socketPath,
    address,
    netnsPath: `/run/netns/${paths.netns}`,
    agentStateDir: paths.agentStateDir,
    docker,
    stop: (options = {}) => stopPrivateEngine(paths, options),
    kill: killDaemon,
    powerOff: async () => {
      await killDaemon();
      await stopDaemon(paths);
    },
  };
}

async function isReusable(paths: EnginePaths, config: object): Promise<boolean> {
  if ((await runningDaemon(paths)) === null || !(await engineAnswers(paths.socketPath))) return false;
  const current = await readFile(paths.configFile, "utf8").catch(() => "");
  return current === `${JSON.stringify(config, null, 2)}\n`;
}

/** Works from the paths alone, so that any process can stop what another one started. */
export async function stopPrivateEngine(paths: EnginePaths, options: { removeContainers?: boolean }): Promise<void> {
  if (await engineAnswers(paths.socketPath)) {
    await endContainers(new Docker({ socketPath: paths.socketPath }), { remove: options.removeContainers === true });
  }
  await stopDaemon(paths);
  await removeNetwork(paths);
}
