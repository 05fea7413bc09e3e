/**
 * Xids after which a GPU must not be sold as it is. Meanings and what to do are NVIDIA's (docs.nvidia.com/deploy/xid-errors, catalogue for
 * Ampere and newer); that a GPU which needs no more than a reset counts as degraded, and one that its driver cannot use as failed, is ours.
 * Xids that an application brings about by itself (13, 31, 43, 45) are not here.
 */
const CRITICAL: Record<number, { health: "degraded" | "failed"; meaning: string }> = {
  48: { health: "degraded", meaning: "a double-bit ECC error that could not be corrected" },
  62: { health: "failed", meaning: "its internal micro-controller halted" },
  63: { health: "degraded", meaning: "a memory row or page was retired and waits for a reset" },
  64: { health: "failed", meaning: "a memory row or page could not be retired" },
  74: { health: "degraded", meaning: "an NVLink error" },
  79: { health: "failed", meaning: "the GPU has fallen off the bus" },
  94: { health: "degraded", meaning: "a contained memory error" },
  95: { health: "failed", meaning: "an uncontained memory error" },
  119: { health: "failed", meaning: "its system processor did not answer in time" },
  120: { health: "failed", meaning: "its system processor failed" },
};

export function criticalXid(xid: number): { health: "degraded" | "failed"; meaning: string } | null {
  return CRITICAL[xid] ?? null;
}
