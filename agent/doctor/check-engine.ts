import { access, constants, stat } from "node:fs/promises";
import Docker from "dockerode";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { RENTAL_IMAGE } from "../host-watch";
import { diskFloorGib, readDisk } from "../runtime/disk";
import { createEngine, type Engine, type EngineInfo, HOST_LABEL } from "../runtime/engine";
import { explainStuckEngine } from "../runtime/engine-store";
import { neededRuntimes } from "../runtime/needed-runtimes";
import type { StateFile } from "../state";
import { causeOf, type Finding, fail, ok, warn } from "./finding";

const TIMEOUT_MS = 10_000;
const LEAST_MAJOR = 20;
const START_ENGINE = "Start it: systemctl start docker. Or pass --docker-socket.";

interface EngineUse {
  socketPath: string;
  accelerators: readonly AcceleratorReport[];
  /** Null while the host is not enrolled. */
  enrolled: { hostId: string; engineRootFile: StateFile } | null;
}

export async function checkEngine({ socketPath, accelerators, enrolled }: EngineUse): Promise<Finding[]> {
  const found = await stat(socketPath).catch(() => null);
  if (found && !found.isSocket()) return [fail("engine socket", `${socketPath} is no socket.`, START_ENGINE)];
  const allowed = await access(socketPath, constants.R_OK | constants.W_OK).then(
    () => true,
    () => !found,
  );
  if (!allowed) {
    const todo = "Run this as the user that the agent runs as, or add that user to the group docker.";
    return [fail("engine socket", `${socketPath} may not be used by this user.`, todo)];
  }
  const engine = createEngine(socketPath, TIMEOUT_MS);
  try {
    const info = await engine.info();
    return [
      ...judgeEngine(info, accelerators),
      await checkImage(engine, process.env.OPENHALL_RENTAL_IMAGE ?? RENTAL_IMAGE),
      ...(await checkDisk(info.rootDir)),
      ...(enrolled ? await checkOthers(new Docker({ socketPath, timeout: TIMEOUT_MS }), enrolled.hostId) : []),
    ];
  } catch (error) {
    const stuck = await explainStuckEngine(error, async () => (await enrolled?.engineRootFile.read()) ?? null);
    if (stuck) return [fail("engine", stuck.says, stuck.todo)];
    if (!found) return [fail("engine socket", `There is no container engine's socket at ${socketPath}.`, START_ENGINE)];
    return [fail("engine", `The engine at ${socketPath} does not answer: ${causeOf(error)}.`, START_ENGINE)];
  }
}

/** What the engine says of itself. */
export function judgeEngine(info: EngineInfo, accelerators: readonly AcceleratorReport[]): Finding[] {
  const { version, confinement } = info;
  const daemonJson = (line: string) => `Put ${line} into /etc/docker/daemon.json and restart the engine.`;
  return [
    Number.parseInt(version, 10) >= LEAST_MAJOR
      ? ok("engine", `Docker ${version} answers.`)
      : fail("engine", `Docker ${version} is too old.`, `Install ${LEAST_MAJOR}.10 or later.`),
    info.keepsContainers
      ? ok("live-restore", "Instances outlive a restart of the engine.")
      : warn("live-restore", "A restart of the engine ends all instances.", daemonJson('"live-restore": true')),
    confinement.seccomp
      ? ok("seccomp", "Instances run under the engine's seccomp profile.")
      : fail(
          "seccomp",
          "Instances run without a seccomp profile.",
          "Use a kernel and an engine with seccomp, and no profile named unconfined.",
        ),
    confinement.userns
      ? ok("user namespaces", "Root in an instance is nobody on this host.")
      : warn(
          "user namespaces",
          "Root in an instance is root's number on this host.",
          daemonJson('"userns-remap": "default"'),
        ),
    ok("cgroups", `The engine uses cgroups of ${info.cgroups}.`),
    info.forwardsPackets
      ? ok("forwarding", "Packets are forwarded to instances.")
      : fail(
          "forwarding",
          "This host forwards no packets, so nobody reaches an instance.",
          "sysctl -w net.ipv4.ip_forward=1",
        ),
    ...neededRuntimes(accelerators).map(({ runtime, source }) =>
      info.runtimes.has(runtime)
        ? ok("runtime", `The engine has the runtime ${runtime}.`)
        : fail("runtime", `The engine has no runtime ${runtime}.`, `Install ${source} and restart the engine.`),
    ),
  ];
}

/** Two agents on one engine would each give out the same accelerators. */
async function checkOthers(docker: Docker, hostId: string): Promise<Finding[]> {
  const containers = await docker.listContainers({ all: true, filters: JSON.stringify({ label: [HOST_LABEL] }) });
  const others = new Set(containers.map(({ Labels }) => Labels[HOST_LABEL]).filter((other) => other !== hostId));
  return [...others].map((other) =>
    warn(
      "other agents",
      `Instances of another host, ${other}, are on this engine.`,
      "Let one agent alone use an engine.",
    ),
  );
}

async function checkImage(engine: Engine, image: string): Promise<Finding> {
  if (await engine.hasImage(image)) return ok("rental image", `${image} is there.`);
  const todo = "Fetch or build it: npm run engine -- image.";
  return fail("rental image", `The image ${image} is not on this host.`, todo);
}

async function checkDisk(rootDir: string | undefined): Promise<Finding[]> {
  const disk = rootDir ? await readDisk(rootDir) : undefined;
  if (!disk) return [warn("disk", "The engine's disk cannot be seen from here.", "Look at it with df.")];
  const floor = diskFloorGib(disk.totalGib);
  const says = `${disk.freeGib} GiB of ${disk.totalGib} GiB are free under ${rootDir}.`;
  if (disk.freeGib < floor) return [fail("disk", says, "Free some: docker system df, docker image prune.")];
  if (disk.freeGib < 2 * floor) return [warn("disk", says, "Free some before the host is taken off sale.")];
  return [ok("disk", says)];
}
