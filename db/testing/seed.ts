/** A fresh seed, or the one to replay: `PROOF_SEED=123 [PROOF_PATH=0:1] npx vitest run proof`. Printed either way, before anything can fail. */
export function seedOf(what: string): { seed: number; path: string } {
  const seed = process.env.PROOF_SEED ? Number(process.env.PROOF_SEED) : Date.now() % 2_147_483_647;
  if (!Number.isSafeInteger(seed)) throw new Error("PROOF_SEED is not a whole number.");
  console.log(`${what}: seed ${seed}`);
  return { seed, path: process.env.PROOF_PATH ?? "" };
}

/** `PROOF_WHOLE=1` proves everything there is; else a sample is taken, another each time. */
export const isWholeProof = process.env.PROOF_WHOLE === "1";

/** How many in a whole proof, and how many otherwise. */
export const ofWhole = (whole: number, sample: number): number => (isWholeProof ? whole : sample);

/** One in `every` of what is there, evenly spread and at places that the seed chooses; all of it in a whole proof. */
export function sampleOf<T>(all: readonly T[], every: number, seed: number): T[] {
  if (isWholeProof) return [...all];
  return all.filter((_, at) => at % every === mix(seed, Math.floor(at / every)) % every);
}

/** Murmur's finalizer: neighbouring numbers give numbers that have nothing to do with each other. */
function mix(seed: number, at: number): number {
  let h = (seed ^ Math.imul(at + 1, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
