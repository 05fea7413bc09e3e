import type { Health } from "../device";

/** From NVIDIA's catalogue of Xid errors: those that need the GPU reset, the host rebooted or the board replaced. */
const FAILED: Record<number, string> = {
  48: "double-bit ECC error",
  61: "internal microcontroller halt",
  62: "internal microcontroller halt",
  64: "row remapping failed",
  74: "NVLink error",
  79: "the GPU has fallen off the bus",
  95: "uncontained memory error",
  110: "security fault",
  119: "the GPU's system processor does not answer",
  120: "error of the GPU's system processor",
  140: "unrecovered ECC error",
  143: "GPU initialisation failed",
  145: "NVLink RLW error",
};
const DEGRADED: Record<number, string> = {
  63: "memory row to be remapped",
  92: "high rate of single-bit ECC errors",
  94: "contained memory error",
  109: "context switch timeout",
  121: "chip-to-chip link error",
  149: "NVLink error",
  154: "a recovery action is asked for",
  171: "uncorrectable memory error",
  172: "uncorrectable memory error",
};
/** Those that a program alone can cause. */
const OF_PROGRAMS = new Set([13, 31, 32, 43, 45, 68, 69]);

/** What a GPU's Xid says of its health; null for what a customer's program can cause on a sound one. */
export function judgeXid(xid: number): { health: Health; reason: string } | null {
  if (xid === 0 || OF_PROGRAMS.has(xid)) return null;
  const failed = FAILED[xid];
  if (failed) return { health: "failed", reason: `Xid ${xid}: ${failed}.` };
  return { health: "degraded", reason: `Xid ${xid}: ${DEGRADED[xid] ?? "see NVIDIA's catalogue of Xid errors"}.` };
}
