/** A fresh seed, or the one to replay: `PROOF_SEED=123 [PROOF_PATH=0:1] npx vitest run proof`. Printed either way, before anything can fail. */
export function seedOf(what: string): { seed: number; path: string } {
  const seed = process.env.PROOF_SEED ? Number(process.env.PROOF_SEED) : Date.now() % 2_147_483_647;
  if (!Number.isSafeInteger(seed)) throw new Error("PROOF_SEED is not a whole number.");
  console.log(`${what}: seed ${seed}`);
  return { seed, path: process.env.PROOF_PATH ?? "" };
}
