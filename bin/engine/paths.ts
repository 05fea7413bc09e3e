import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** `sun_path` holds 108 bytes with its terminator; some room is left for what dockerd appends. */
const MAX_SOCKET_PATH_BYTES = 100;

export interface EngineKey {
  /** The clone's one ignored state folder. */
  stateDir: string;
  /** One simulated host, e.g. `host-a`. */
  name: string;
  /** Short hash of the clone's path, so that two clones never meet in a namespace, an interface or a cgroup. */
  cloneKey: string;
}

export interface EnginePaths {
  dir: string;
  dataRoot: string;
  runDir: string;
  execRoot: string;
  pidFile: string;
  configFile: string;
  logFile: string;
  socketPath: string;
  agentStateDir: string;
  netns: string;
  hostInterface: string;
  peerInterface: string;
  cgroupParent: string;
}

export const shortHash = (text: string, length: number) =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

export const cloneKeyOf = (clonePath: string) => shortHash(resolve(clonePath), 6);

export function enginePaths({ stateDir, name, cloneKey }: EngineKey): EnginePaths {
  if (!/^[a-z0-9][a-z0-9-]{0,23}$/.test(name)) throw new Error(`Host name "${name}" must match [a-z0-9-], 24 at most.`);
  const dir = join(resolve(stateDir), "engines", name);
  const runDir = join(`/run/openhall-${cloneKey}`, name);
  const socketInState = join(dir, "docker.sock");
  const interfaceHash = shortHash(`${cloneKey}/${name}`, 8);
  return {
    dir,
    dataRoot: join(dir, "data"),
    runDir,
    // containerd puts several sockets below it, so it must be short wherever the clone lies
    execRoot: join(runDir, "exec"),
    pidFile: join(dir, "dockerd.pid"),
    configFile: join(dir, "daemon.json"),
    logFile: join(dir, "dockerd.log"),
    socketPath: Buffer.byteLength(socketInState) <= MAX_SOCKET_PATH_BYTES ? socketInState : join(runDir, "docker.sock"),
    agentStateDir: join(resolve(stateDir), "agents", name),
    netns: `oh-${cloneKey}-${name}`,
    hostInterface: `ohm${interfaceHash}`,
    peerInterface: `ohp${interfaceHash}`,
    cgroupParent: `/openhall-${cloneKey}-${name}`,
  };
}
