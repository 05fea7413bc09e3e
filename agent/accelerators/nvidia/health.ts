import { addTrouble, type Device, type Health, worse } from "../device";
import { leaves, type Tree, treesAt, valueAt } from "../tree";
import { count } from "../values";

type Rule = [paths: string[], isTrouble: (value: string) => boolean, health: Health, reason: string];

const yes = (value: string) => value === "Yes";
const some = (value: string) => (count(value) ?? 0) > 0;

export const volatile = (...names: [string, string][]) =>
  names.flatMap(([xml, text]) => [`ecc_errors/volatile/${xml}`, `ECC Errors/Volatile/${text}`]);

/** Since the driver was loaded; what was counted before and remapped since is no fault now. */
export const UNCORRECTED = volatile(
  ["sram_uncorrectable", "SRAM Uncorrectable"],
  ["sram_uncorrectable_parity", "SRAM Uncorrectable Parity"],
  ["sram_uncorrectable_secded", "SRAM Uncorrectable SEC-DED"],
  ["dram_uncorrectable", "DRAM Uncorrectable"],
  ["double_bit/total", "Double Bit/Total"],
);

const RULES: Rule[] = [
  [UNCORRECTED, some, "degraded", "Uncorrectable ECC errors since the driver was loaded."],
  [
    ["ecc_errors/aggregate/sram_threshold_exceeded", "ECC Errors/Aggregate/SRAM Threshold Exceeded"],
    yes,
    "failed",
    "More uncorrectable SRAM errors than a GPU may have: replace it.",
  ],
  [
    ["ecc_errors/unrepairable_memory", "ECC Errors/Unrepairable Memory"],
    yes,
    "failed",
    "Memory that cannot be repaired: replace it.",
  ],
  [
    ["ecc_errors/channel_repair_pending", "ECC Errors/Channel Repair Pending"],
    yes,
    "degraded",
    "A memory channel is to be repaired: reset the GPU.",
  ],
  [["ecc_errors/tpc_repair_pending", "ECC Errors/TPC Repair Pending"], yes, "degraded", "A TPC is to be repaired."],
  [
    [
      "retired_pages/pending_retirement",
      "retired_pages/pending_blacklist",
      "Retired Pages/Pending Page Blacklist",
      "Retired Pages/Pending",
    ],
    yes,
    "degraded",
    "A memory page is to be retired: reset the GPU.",
  ],
  [
    ["remapped_rows/remapped_row_pending", "Remapped Rows/Pending"],
    yes,
    "degraded",
    "A memory row is to be remapped: reset the GPU.",
  ],
  [
    ["remapped_rows/remapped_row_failure", "Remapped Rows/Remapping Failure Occurred"],
    yes,
    "failed",
    "A memory row could not be remapped: replace the GPU.",
  ],
  [["gpu_reset_status/reset_required", "GPU Reset Status/Reset Required"], yes, "failed", "The GPU must be reset."],
  [
    ["gpu_reset_status/drain_and_reset_recommended", "GPU Reset Status/Drain and Reset Recommended"],
    yes,
    "degraded",
    "The GPU is to be drained and reset.",
  ],
];

/** Of `gpu_recovery_action`: what is not here asks for nothing. */
export function judgeRecovery(action: string): { health: Health; reason: string } | null {
  if (!/reset|reboot|drain/i.test(action)) return null;
  return { health: /drain/i.test(action) ? "degraded" : "failed", reason: `The driver asks for: ${action}.` };
}

/** A tool that asked a GPU and got no answer says so in the value's place. */
export function judgeAnswer(field: string, value: string): { health: Health; reason: string } | null {
  if (/gpu is lost/i.test(value)) return { health: "failed", reason: "The GPU is lost: reboot the host." };
  if (/gpu requires reset/i.test(value)) return { health: "failed", reason: "The GPU must be reset." };
  if (!/^\[?(unknown error|err!)\]?$/i.test(value)) return null;
  const isEssential = /^(gpu|product[_ ]name|name|gpu_name|uuid|gpu_uuid|gpu uuid|memory\.total)$/i.test(field);
  return {
    health: isEssential ? "failed" : "degraded",
    reason: isEssential ? "nvidia-smi does not answer for this GPU." : `nvidia-smi gets no answer for ${field}.`,
  };
}

const NOT_OF_THE_GPU = new Set(["processes", "Processes", "accounted_processes", "supported_clocks"]);

/** Healthy only where the whole of a GPU was read: what is cut off may have said otherwise. */
export function judgeGpu(device: Device, gpu: Tree): void {
  const found = (verdict: { health: Health; reason: string } | null) =>
    verdict && addTrouble(device, verdict.health, verdict.reason);
  for (const [paths, isTrouble, health, reason] of RULES) {
    if (paths.some((path) => isTrouble(valueAt(gpu, path) ?? ""))) addTrouble(device, health, reason);
  }
  for (const { name, value } of leaves(gpu, NOT_OF_THE_GPU)) found(judgeAnswer(name, value ?? ""));
  for (const path of ["gpu_recovery_action", "GPU Recovery Action"]) found(judgeRecovery(valueAt(gpu, path) ?? ""));
  for (const [state, status] of [
    ["fabric/state", "fabric/status"],
    ["Fabric/State", "Fabric/Status"],
  ] as const) {
    const outcome = valueAt(gpu, status);
    if (valueAt(gpu, state) === "Completed" && outcome !== null && !/^(success|n\/a)$/i.test(outcome)) {
      addTrouble(device, "degraded", `The NVLink fabric says: ${outcome}.`);
    }
  }
  const migs = [...treesAt(gpu, "mig_devices/mig_device"), ...treesAt(gpu, "MIG Device")];
  const inMig = ["ecc_error_count/volatile_count/sram_uncorrectable", "ECC Errors/Volatile/SRAM Uncorrectable"];
  if (migs.some((mig) => inMig.some((path) => some(valueAt(mig, path) ?? "")))) {
    addTrouble(device, "degraded", "Uncorrectable ECC errors in a MIG device.");
  }
  if (gpu.end === "whole") device.health = worse(device.health, "healthy");
}
