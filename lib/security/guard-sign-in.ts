import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { LIMITS, signInDelayMs } from "@/lib/core/security/limits";
import { settings } from "@/lib/env";
import { addressGroup } from "./address-group";
import { countUse, enforceLimit, forgetUses, returnUse } from "./rate-limit";

/**
 * Runs a proof of who somebody is, unless it was tried too often: from one address, or for one account from one address. Failures for an
 * account from anywhere make each further attempt wait, and never refuse it, or whoever knows an address could lock its owner out. An
 * attempt counts before it is made, so that many at once are many; one that succeeds is taken back.
 */
export async function guardSignIn<T>(
  ctx: Pick<Context, "db" | "client">,
  account: string,
  prove: () => Promise<T | null>,
): Promise<T | null> {
  const address = addressGroup(ctx.client?.address);
  const name = account.normalize("NFKC").trim().toLowerCase();
  const pair = JSON.stringify([name, address]);
  await enforceLimit(ctx, "signInFrom", address);
  await enforceLimit(ctx, "signInGuess", pair);
  const failures = (await countUse(ctx, "signInAccount", name)) - 1;
  const delayMs = signInDelayMs(failures, LIMITS.signInAccount.points * settings().rateLimitFactor);
  if (delayMs > 0) await sleep(delayMs);
  const proven = await prove();
  if (proven !== null) {
    await forgetUses(ctx, "signInGuess", pair);
    await returnUse(ctx, "signInAccount", name);
  }
  return proven;
}
