import Docker from "dockerode";
import { ensureLeaseNetwork, LEASE_LABEL, removeLeaseNetwork, removeUnusedNetworks } from "./lease-networks";

export const HOST_LABEL = "openhall.host";
export const INCARNATION_LABEL = "openhall.incarnation";
/** As declared: the engine's default volume driver does not enforce it. */
const SIZE_LABEL = "openhall.gib";

const CALL_TIMEOUT_MS = 60_000;
const STOP_GRACE_S = 10;
/** What Docker says of a container that was gone when the engine came back, beside its own start as the end. */
const UNWITNESSED_EXIT_CODE = 255;

export interface EngineInfo {
  name: string;
  version: string;
  cpuCount: number;
  runtimes: ReadonlySet<string>;
  /** What the engine confines each container by. */
  confinement: { seccomp: boolean; userns: boolean };
  /** Where images and data lie. */
  rootDir?: string;
  /** Containers outlive the engine's restart. */
  keepsContainers?: boolean;
  forwardsPackets?: boolean;
  cgroups?: string;
}

export interface ObservedContainer {
  leaseId: string;
  /** Which of the lease's containers it is. */
  incarnation: number;
  containerId: string;
  /** Paused and restarting count as running: the container holds its devices. */
  status: "created" | "running" | "exited";
  /** The engine's own clock; null before the first start. */
  startedAt: string | null;
  finishedAt: string | null;
  /** False where the engine itself was away when it ended: what it names as the end is when it looked. */
  isEndKnown: boolean;
  exitCode: number | null;
  outOfMemory: boolean;
  sshPort: number | null;
}

export interface Engine {
  info(): Promise<EngineInfo>;
  list(hostId: string): Promise<ObservedContainer[]>;
  find(leaseId: string, containerId: string): Promise<ObservedContainer | null>;
  hasImage(image: string): Promise<boolean>;
  pull(image: string): Promise<void>;
  /** The lease's own; goes with its container. */
  ensureNetwork(leaseId: string): Promise<void>;
  removeUnusedNetworks(): Promise<void>;
  create(options: Docker.ContainerCreateOptions): Promise<string>;
  start(containerId: string): Promise<void>;
  stop(containerId: string): Promise<void>;
  remove(containerId: string): Promise<void>;
  /** Leases of this host whose data is here. */
  listVolumes(hostId: string): Promise<ReadonlySet<string>>;
  hasVolume(leaseId: string): Promise<boolean>;
  /** Made once: a volume that is there stays as it is. */
  ensureVolume(hostId: string, leaseId: string, gib: number): Promise<void>;
  /** With its data, for good. */
  removeVolume(leaseId: string): Promise<void>;
  /** Calls `onEvent` at each change of this host's containers until the signal or until the engine hangs up. */
  watch(hostId: string, onEvent: () => void, signal: AbortSignal): Promise<void>;
}

export const volumeName = (leaseId: string) => `openhall-${leaseId.replace(/[^a-zA-Z0-9_.-]/g, "-")}`;

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode ?? null;

/** The engine answered and refused, as against not answering: only the former says something about the instance. */
export const isRefusal = (error: unknown) => statusOf(error) !== null;

async function ignoring(statuses: number[], call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  });
}

/** As of `docker info`: `name=seccomp,profile=default`, `name=userns`. */
export function confinementOf(options: readonly string[]): EngineInfo["confinement"] {
  const seccomp = options.find((option) => option.startsWith("name=seccomp"));
  return {
    seccomp: seccomp !== undefined && !seccomp.includes("unconfined"),
    userns: options.some((option) => option.startsWith("name=userns")),
  };
}

const instant = (value: string) => (value === "" || value.startsWith("0001-") ? null : value);

function observe(leaseId: string, details: Docker.ContainerInspectInfo): ObservedContainer {
  const { Id, State, NetworkSettings, Config } = details;
  const status = State.Running ? "running" : State.Status === "created" ? "created" : "exited";
  return {
    leaseId,
    incarnation: Number(Config.Labels[INCARNATION_LABEL] ?? 1),
    containerId: Id,
    status,
    startedAt: instant(State.StartedAt),
    isEndKnown: status !== "exited" || State.ExitCode !== UNWITNESSED_EXIT_CODE,
    finishedAt: status === "exited" ? instant(State.FinishedAt) : null,
    exitCode: status === "exited" ? State.ExitCode : null,
    outOfMemory: State.OOMKilled,
    sshPort: Number(NetworkSettings.Ports?.["22/tcp"]?.[0]?.HostPort) || null,
  };
}

export function createEngine(socketPath: string, timeoutMs = CALL_TIMEOUT_MS): Engine {
  const docker = new Docker({ socketPath, timeout: timeoutMs });
  const streaming = new Docker({ socketPath });
  async function find(leaseId: string, containerId: string): Promise<ObservedContainer | null> {
    const details = await docker
      .getContainer(containerId)
      .inspect()
      .catch((error: unknown) => {
        if (statusOf(error) === 404) return null;
        throw error;
      });
    return details && observe(leaseId, details);
  }
  return {
    async info() {
      const info = await docker.info();
      return {
        name: "docker",
        version: info.ServerVersion,
        cpuCount: info.NCPU,
        runtimes: new Set(Object.keys(info.Runtimes ?? {})),
        confinement: confinementOf(info.SecurityOptions ?? []),
        rootDir: info.DockerRootDir,
        keepsContainers: info.LiveRestoreEnabled === true,
        forwardsPackets: info.IPv4Forwarding !== false,
        cgroups: `version ${info.CgroupVersion ?? "1"}, driver ${info.CgroupDriver ?? "unknown"}`,
      };
    },
    async list(hostId) {
      const filters = JSON.stringify({ label: [`${HOST_LABEL}=${hostId}`] });
      const containers = await docker.listContainers({ all: true, filters });
      const observed = await Promise.all(
        containers.map(({ Id, Labels }) => {
          const leaseId = Labels[LEASE_LABEL];
          return leaseId ? find(leaseId, Id) : null;
        }),
      );
      return observed.filter((container) => container !== null);
    },
    find,
    async hasImage(image) {
      return docker
        .getImage(image)
        .inspect()
        .then(
          () => true,
          (error: unknown) => {
            if (statusOf(error) === 404) return false;
            throw error;
          },
        );
    },
    async pull(image) {
      const stream = await streaming.pull(image);
      await new Promise<void>((settle, refuse) => {
        // what goes wrong once the answer has begun is a line of it
        streaming.modem.followProgress(stream, (error, lines: { error?: string }[]) => {
          const failure = error?.message ?? lines.find((line) => line.error)?.error;
          if (failure === undefined) settle();
          else refuse(new Error(failure));
        });
      });
    },
    ensureNetwork: (leaseId) => ensureLeaseNetwork(docker, leaseId),
    removeUnusedNetworks: () => removeUnusedNetworks(docker),
    async create(options) {
      return (await docker.createContainer(options)).id;
    },
    start: (containerId) => ignoring([304], docker.getContainer(containerId).start()),
    stop: (containerId) => ignoring([304, 404], docker.getContainer(containerId).stop({ t: STOP_GRACE_S })),
    async remove(containerId) {
      const container = docker.getContainer(containerId);
      const details = await container.inspect().catch(() => null);
      await ignoring([404, 409], container.remove({ force: true, v: true }));
      const leaseId = details?.Config.Labels[LEASE_LABEL];
      if (leaseId) await removeLeaseNetwork(docker, leaseId);
    },
    async listVolumes(hostId) {
      const filters = JSON.stringify({ label: [`${HOST_LABEL}=${hostId}`] });
      const { Volumes } = await docker.listVolumes({ filters });
      const leaseIds = (Volumes ?? []).flatMap(({ Labels }) => Labels?.[LEASE_LABEL] ?? []);
      return new Set(leaseIds);
    },
    async hasVolume(leaseId) {
      return docker
        .getVolume(volumeName(leaseId))
        .inspect()
        .then(
          () => true,
          (error: unknown) => {
            if (statusOf(error) === 404) return false;
            throw error;
          },
        );
    },
    async ensureVolume(hostId, leaseId, gib) {
      const Labels = { [HOST_LABEL]: hostId, [LEASE_LABEL]: leaseId, [SIZE_LABEL]: String(gib) };
      await docker.createVolume({ Name: volumeName(leaseId), Labels });
    },
    removeVolume: (leaseId) => ignoring([404], docker.getVolume(volumeName(leaseId)).remove()),
    async watch(hostId, onEvent, signal) {
      const filters = JSON.stringify({ type: ["container"], label: [`${HOST_LABEL}=${hostId}`] });
      const stream = await streaming.getEvents({ filters, abortSignal: signal });
      stream.on("data", onEvent);
      // what happened before it was open, or while there was none, is not told again
      onEvent();
      await new Promise<void>((settle) => {
        stream.once("close", settle);
        stream.once("error", () => settle());
      });
    },
  };
}
