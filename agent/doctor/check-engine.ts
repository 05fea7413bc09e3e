import { access, constants, stat } from "node:fs/promises";
import Docker from "dockerode";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { RENTAL_IMAGE } from "../host-watch";
import { diskFloorGib, readDisk } from "../runtime/disk";
import { HOST_LABEL } from "../runtime/engine";
import { causeOf, type Finding, fail, ok, warn } from "./finding";

const TIMEOUT_MS = 10_000;
const LEAST_MAJOR = 20;
const START_ENGINE = "Start it: systemctl start docker. Or pass --docker-socket.";

interface EngineFacts {
  ServerVersion?: string;
  LiveRestoreEnabled?: boolean;
  SecurityOptions?: string[];
  CgroupDriver?: string;
  CgroupVersion?: string;
  DockerRootDir?: string;
  IPv4Forwarding?: boolean;
  Runtimes?: Record<string, unknown>;
}

interface EngineUse {
  socketPath: string;
  accelerators: readonly AcceleratorReport[];
  /** Null while the host is not enrolled. */
  hostId: string | null;
}

export async function checkEngine({ socketPath, accelerators, hostId }: EngineUse): Promise<Finding[]> {
  const found = await stat(socketPath).catch(() => null);
  if (!found?.isSocket()) {
    const says = found ? `${socketPath} is no socket.` : `There is no container engine's socket at ${socketPath}.`;
    return [fail("engine socket", says, START_ENGINE)];
  }
  const allowed = await access(socketPath, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!allowed) {
    const todo = "Run this as the user that the agent runs as, or add that user to the group docker.";
    return [fail("engine socket", `${socketPath} may not be used by this user.`, todo)];
  }
  const docker = new Docker({ socketPath, timeout: TIMEOUT_MS });
  try {
    const facts = (await docker.info()) as EngineFacts;
    const image = process.env.OPENHALL_RENTAL_IMAGE ?? RENTAL_IMAGE;
    return [
      ...judgeEngine(facts, accelerators),
      await checkImage(docker, image),
      ...(await checkDisk(facts.DockerRootDir)),
      ...(hostId === null ? [] : await checkOthers(docker, hostId)),
    ];
  } catch (error) {
    return [fail("engine", `The engine at ${socketPath} does not answer: ${causeOf(error)}.`, START_ENGINE)];
  }
}

/** What the engine says of itself. */
export function judgeEngine(facts: EngineFacts, accelerators: readonly AcceleratorReport[]): Finding[] {
  const { ServerVersion: version = "of unknown version" } = facts;
  const security = (name: string) => facts.SecurityOptions?.some((option) => option.includes(`name=${name}`)) === true;
  const daemonJson = (line: string) => `Put ${line} into /etc/docker/daemon.json and restart the engine.`;
  return [
    Number.parseInt(version, 10) >= LEAST_MAJOR
      ? ok("engine", `Docker ${version} answers.`)
      : fail("engine", `Docker ${version} is too old.`, `Install ${LEAST_MAJOR}.10 or later.`),
    facts.LiveRestoreEnabled
      ? ok("live-restore", "Instances outlive a restart of the engine.")
      : warn("live-restore", "A restart of the engine ends all instances.", daemonJson('"live-restore": true')),
    security("seccomp")
      ? ok("seccomp", "Instances run under the engine's seccomp profile.")
      : fail("seccomp", "Instances run without a seccomp profile.", "Use a kernel and an engine with seccomp."),
    security("userns")
      ? ok("user namespaces", "Root in an instance is nobody on this host.")
      : warn(
          "user namespaces",
          "Root in an instance is root's number on this host.",
          daemonJson('"userns-remap": "default"'),
        ),
    ok("cgroups", `Version ${facts.CgroupVersion ?? "1"}, driver ${facts.CgroupDriver ?? "unknown"}.`),
    facts.IPv4Forwarding === false
      ? fail(
          "forwarding",
          "This host forwards no packets, so nobody reaches an instance.",
          "sysctl -w net.ipv4.ip_forward=1",
        )
      : ok("forwarding", "Packets are forwarded to instances."),
    ...missingRuntimes(facts, accelerators),
  ];
}

function missingRuntimes({ Runtimes = {} }: EngineFacts, accelerators: readonly AcceleratorReport[]): Finding[] {
  const needed = {
    NVIDIA: ["nvidia", "nvidia-container-toolkit"],
    Huawei: ["ascend", "ascend-docker-runtime"],
  } as const;
  return Object.entries(needed).flatMap(([vendor, [runtime, source]]) => {
    if (!accelerators.some((one) => one.vendor === vendor && !one.simulated)) return [];
    if (runtime in Runtimes) return [ok("runtime", `The engine has the runtime ${runtime}.`)];
    return [fail("runtime", `The engine has no runtime ${runtime}.`, `Install ${source} and restart the engine.`)];
  });
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

async function checkImage(docker: Docker, image: string): Promise<Finding> {
  try {
    await docker.getImage(image).inspect();
    return ok("rental image", `${image} is there.`);
  } catch {
    const todo = "Fetch or build it: npm run engine -- image.";
    return fail("rental image", `The image ${image} is not on this host.`, todo);
  }
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
