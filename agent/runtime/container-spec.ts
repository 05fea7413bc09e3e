import type Docker from "dockerode";
import type { AcceleratorReport, DesiredInstance } from "@/lib/core/contracts/agent";
import { AgentError } from "../errors";
import { type EngineInfo, HOST_LABEL, INCARNATION_LABEL, volumeName } from "./engine";
import { LEASE_LABEL, networkName } from "./lease-networks";

/** The instance cannot be had as asked; the message is for the customer. */
export class SpecError extends AgentError {}

export interface SpecInput {
  hostId: string;
  instance: DesiredInstance;
  /** All of this host's. */
  accelerators: readonly AcceleratorReport[];
  engine: EngineInfo;
  /** A container may not have more than the engine itself. */
  hardLimits: { nofile: number; nproc: number };
  advertisedAddress: string;
  /** A real AMD card's `/dev/dri/renderD…`. */
  renderNode: (accelerator: AcceleratorReport) => string;
}

interface Injection {
  runtime?: string;
  env: string[];
  devices: Docker.DeviceMapping[];
}

/** What lies here outlives the container. */
const DATA_DIR = "/workspace";
const WANTED_NOFILE = 65_536;
const WANTED_NPROC = 32_768;

/** What an SSH server, its sessions and a package manager need of root, and nothing that reaches the host. */
const CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETUID",
  "SYS_CHROOT",
];

function chosen({ instance, accelerators }: SpecInput): AcceleratorReport[] {
  return instance.acceleratorUuids.map((uuid) => {
    const accelerator = accelerators.find((candidate) => candidate.uuid === uuid);
    if (!accelerator) throw new SpecError(`Accelerator ${uuid} is not in this host.`);
    if (accelerator.health === "failed") throw new SpecError(`Accelerator ${uuid} has failed.`);
    return accelerator;
  });
}

const mapped = (pathInContainer: string, simulated: boolean): Docker.DeviceMapping => ({
  PathOnHost: simulated ? "/dev/null" : pathInContainer,
  PathInContainer: pathInContainer,
  CgroupPermissions: "rwm",
});

/** By the vendor's own runtime, for real and simulated accelerators alike; AMD's are plain device nodes. */
function inject({ engine, renderNode }: SpecInput, accelerators: AcceleratorReport[]): Injection {
  const [first] = accelerators;
  if (!first) return { env: [], devices: [] };
  if (accelerators.some(({ vendor }) => vendor !== first.vendor)) {
    throw new SpecError("One instance cannot mix accelerators of different vendors.");
  }
  const { vendor, simulated } = first;
  const indices = accelerators.map(({ index }) => index).join(",");
  if (vendor === "AMD") {
    const nodes = ["/dev/kfd", ...accelerators.map(renderNode)];
    return { env: [], devices: nodes.map((node) => mapped(node, simulated)) };
  }
  if (vendor !== "NVIDIA" && vendor !== "Huawei") {
    throw new SpecError(`This host's agent cannot give out accelerators of the vendor ${vendor}.`);
  }
  const runtime = vendor === "NVIDIA" ? "nvidia" : "ascend";
  const env =
    vendor === "NVIDIA"
      ? [
          `NVIDIA_VISIBLE_DEVICES=${accelerators.map(({ uuid }) => uuid).join(",")}`,
          "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        ]
      : [`ASCEND_VISIBLE_DEVICES=${indices}`];
  if (engine.runtimes.has(runtime)) return { runtime, env, devices: [] };
  if (!simulated) throw new SpecError(`The host's container engine has no runtime named ${runtime}.`);
  const node = vendor === "NVIDIA" ? "nvidia" : "davinci";
  return { env, devices: accelerators.map(({ index }) => mapped(`/dev/${node}${index}`, true)) };
}

/** One line for each model, as the instance's greeting shows it. */
function describeAccelerators(accelerators: readonly AcceleratorReport[]): string {
  const models = Map.groupBy(accelerators, ({ vendor, reportedName, memoryMib }) => {
    const name = reportedName.startsWith(vendor) ? reportedName : `${vendor} ${reportedName}`;
    return memoryMib === null ? name : `${name}, ${memoryMib} MiB`;
  });
  return [...models].map(([model, members]) => `${members.length} x ${model}`).join("\n");
}

const containerName = (leaseId: string) => `openhall-${leaseId.replace(/[^a-zA-Z0-9_.-]/g, "-")}`;

export function containerSpec(input: SpecInput): Docker.ContainerCreateOptions {
  const { instance, hostId, engine, hardLimits, advertisedAddress } = input;
  const accelerators = chosen(input);
  const { runtime, env, devices } = inject(input, accelerators);
  const memoryBytes = instance.memoryMib * 2 ** 20;
  const limit = (Name: string, wanted: number, hard: number) => {
    const value = Math.min(wanted, hard);
    return { Name, Soft: value, Hard: value };
  };
  return {
    name: containerName(instance.leaseId),
    Image: instance.image,
    Hostname: instance.hostname,
    Labels: {
      [HOST_LABEL]: hostId,
      [LEASE_LABEL]: instance.leaseId,
      [INCARNATION_LABEL]: String(instance.incarnation),
    },
    Env: [
      `OPENHALL_LEASE=${instance.leaseId}`,
      `OPENHALL_AUTHORIZED_KEYS=${instance.sshAuthorizedKeys.join("\n")}`,
      `OPENHALL_ACCELERATORS=${describeAccelerators(accelerators)}`,
      ...(accelerators.some(({ simulated }) => simulated) ? ["OPENHALL_SIMULATED=1"] : []),
      ...env,
    ],
    ExposedPorts: { "22/tcp": {} },
    HostConfig: {
      ...(runtime ? { Runtime: runtime } : {}),
      Devices: devices,
      Mounts: [{ Type: "volume", Source: volumeName(instance.leaseId), Target: DATA_DIR }],
      NetworkMode: networkName(instance.leaseId),
      PortBindings: {
        "22/tcp": [{ HostIp: advertisedAddress === "127.0.0.1" ? "127.0.0.1" : "0.0.0.0", HostPort: "" }],
      },
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      ShmSize: Math.floor(memoryBytes / 2),
      NanoCpus: Math.min(instance.cpuMillis * 1_000_000, engine.cpuCount * 1_000_000_000),
      PidsLimit: instance.pidsLimit,
      // podman drops its default of the one that an explicit list leaves out
      Ulimits: [limit("nofile", WANTED_NOFILE, hardLimits.nofile), limit("nproc", WANTED_NPROC, hardLimits.nproc)],
      CapDrop: ["ALL"],
      CapAdd: CAPABILITIES,
      // the engine's default seccomp profile stays, as long as none is named here
      SecurityOpt: ["no-new-privileges"],
      IpcMode: "private",
      // of the API, not yet of its types
      ...({ CgroupnsMode: "private" } as object),
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
    },
  };
}
