export interface CriticalXid {
  health: "degraded" | "failed";
  meaning: string;
}

/**
 * Xids after which a GPU must not be sold as it is: those for which NVIDIA's catalogue (docs.nvidia.com/deploy/xid-errors, Ampere and newer, read
 * 2026-11) asks for a reset or a reboot at once, those that have a workflow of their own of which the number alone does not tell the end (48, 74,
 * 144 to 150), and 94, for which it asks for a reset when convenient: here that is before the next lease. Left out is what it says to ignore or to
 * answer by starting the application again: 13, 31, 43, 45 and their like, a row that was remapped (63), corrected errors (92, 121).
 *
 * Which of them is `failed`, so that its whole host is kept from sale, is our judgement: where nothing can run on the GPU before the reset and no
 * program of a customer brings it about by itself.
 */
const CRITICAL: Record<number, CriticalXid> = {
  46: { health: "degraded", meaning: "the GPU stopped processing" },
  48: { health: "degraded", meaning: "a double-bit ECC error that could not be corrected" },
  62: { health: "failed", meaning: "its internal micro-controller halted" },
  64: { health: "failed", meaning: "a memory row or page could not be retired" },
  74: { health: "degraded", meaning: "an NVLink error" },
  79: { health: "failed", meaning: "the GPU has fallen off the bus" },
  94: { health: "degraded", meaning: "a contained memory error" },
  95: { health: "failed", meaning: "an uncontained memory error" },
  109: { health: "degraded", meaning: "a context switch that did not end" },
  110: { health: "failed", meaning: "a security fault" },
  119: { health: "failed", meaning: "its system processor did not answer in time" },
  120: { health: "failed", meaning: "its system processor failed" },
  136: { health: "degraded", meaning: "a link that could not be trained" },
  140: { health: "failed", meaning: "an ECC error from which it did not recover" },
  143: { health: "failed", meaning: "it could not be initialised" },
  144: { health: "degraded", meaning: "an NVLink error (SAW)" },
  145: { health: "degraded", meaning: "an NVLink error (RLW)" },
  146: { health: "degraded", meaning: "an NVLink error (TLW)" },
  147: { health: "degraded", meaning: "an NVLink error (TREX)" },
  148: { health: "degraded", meaning: "an NVLink error (NVLPW)" },
  149: { health: "degraded", meaning: "an NVLink error (NETIR)" },
  150: { health: "degraded", meaning: "an NVLink error (MSE)" },
  154: { health: "degraded", meaning: "the driver asks for a reset or a reboot" },
  155: { health: "degraded", meaning: "an NVLink that software took down" },
  156: { health: "degraded", meaning: "a part of it was retired and waits for a reset" },
  158: { health: "failed", meaning: "a timeout that it did not survive" },
  171: { health: "degraded", meaning: "an uncorrectable error of its memory" },
  172: { health: "degraded", meaning: "an uncorrectable error of its caches" },
};

/** Null for what a sound GPU can show. */
export function criticalXid(xid: number): CriticalXid | null {
  return CRITICAL[xid] ?? null;
}

/** 154 sums up another Xid, and stands after it. */
const SUMS_UP = 154;

const weightOf = (xid: number) => {
  const critical = criticalXid(xid);
  if (critical === null) return xid === 0 ? 0 : 1;
  return critical.health === "failed" ? 4 : xid === SUMS_UP ? 2 : 3;
};

/** What follows a grave one, such as the 45 of the application that it ended, does not hide it; what is as grave takes its place. */
export const isAtLeastAsGrave = (xid: number, as: number): boolean => weightOf(xid) >= weightOf(as);
