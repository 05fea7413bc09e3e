import { addTrouble, type Device, emptyDevice } from "../device";

/** Lines that nvidia-smi, or what stands in for it, prints instead of an answer; what each means to who runs the host. */
const KNOWN: [RegExp, string][] = [
  [
    /couldn't communicate with the NVIDIA driver/i,
    "The NVIDIA driver does not answer: install it or load its module (modprobe nvidia), then look at dmesg.",
  ],
  [
    /Failed to initialize NVML: Driver\/library version mismatch/i,
    "The NVIDIA driver was updated while the old one is loaded: reboot the host.",
  ],
  [
    /Failed to initialize NVML: (Insufficient Permissions|Unknown Error)/i,
    "The NVIDIA driver refuses to answer: run the agent as root, and check that /dev/nvidia* are there.",
  ],
  [/Failed to initialize NVML/i, "The NVIDIA driver does not answer: look at dmesg for NVRM lines."],
  [
    /is not a valid field to query/i,
    "nvidia-smi does not know a field that it was asked for: its driver is of another age.",
  ],
  [/No devices were found/i, "The NVIDIA driver finds no GPU: look at dmesg for NVRM lines."],
  [/ERROR_GPU_IS_LOST/i, "A GPU is lost: reboot the host."],
];

/** `000:BA:80.0` as it stands in one driver's message is an address too. */
const HANDLE =
  /Unable to determine the device handle for (?:gpu\s*)+([0-9a-f]{3,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])\s*:\s*(.*)/i;
const INFOROM = /WARNING: infoROM is corrupted at gpu ([0-9a-f]{3,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])/i;

export interface Fault {
  warning: string;
  /** Of the GPU that the line names. */
  device: Device | null;
}

function faulty(pciAddress: string, health: "degraded" | "failed", reason: string): Fault {
  const device = { ...emptyDevice("NVIDIA"), pciAddress };
  addTrouble(device, health, reason);
  return { warning: `GPU ${pciAddress}: ${reason}`, device };
}

/** Null for a line that is none of nvidia-smi's known complaints. */
export function explainNvidiaLine(line: string): Fault | null {
  const handle = HANDLE.exec(line);
  if (handle?.[1]) {
    const lost = /GPU is lost/i.test(handle[2] ?? "");
    return faulty(
      handle[1],
      "failed",
      lost
        ? "The GPU is lost: reboot the host."
        : "nvidia-smi cannot reach this GPU: look at dmesg for its Xid, then reboot.",
    );
  }
  const inforom = INFOROM.exec(line)?.[1];
  if (inforom) return faulty(inforom, "degraded", "The GPU's infoROM is corrupted.");
  const known = KNOWN.find(([pattern]) => pattern.test(line));
  return known ? { warning: known[1], device: null } : null;
}
