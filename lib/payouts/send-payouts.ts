import { and, asc, eq, lte } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payouts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeEnv } from "@/lib/env";
import { createLog } from "@/lib/log";
import { planCall } from "@/lib/payments/plan-call";
import { sendStripeCall } from "@/lib/payments/send-stripe-call";
import { inWords } from "@/lib/stripe/refusal";
import { beginPayout } from "./begin-payout";
import { PAYOUT_CALLS } from "./calls/payout-calls";

const log = createLog("payouts");
export const PAYOUTS_AT_ONCE = 50;
const WAIT_MS = 60 * 60_000;

/** Sends what is planned by Stripe and may be sent: off the payable and into the outbox in one transaction, then asked for. Answers how many began. */
export async function sendPayouts(ctx: Context): Promise<number> {
  if (!stripeEnv()) return 0;
  const due = await ctx.db
    .select({ id: payouts.id })
    .from(payouts)
    .where(
      and(
        eq(payouts.state, "planned"),
        eq(payouts.route, "stripe"),
        lte(payouts.lookAgainAt, await databaseNow(ctx.db)),
      ),
    )
    .orderBy(asc(payouts.lookAgainAt))
    .limit(PAYOUTS_AT_ONCE);
  let begun = 0;
  for (const { id } of due)
    try {
      const callId = await begin(ctx, id);
      if (!callId) continue;
      begun += 1;
      await sendStripeCall(ctx, callId, PAYOUT_CALLS);
    } catch (error) {
      log.error({ id, reason: inWords(error) }, "cannot be sent");
    }
  return begun;
}

function begin(ctx: Context, payoutId: string): Promise<string | null> {
  return ctx.db.transaction(async (tx) => {
    const begun = await beginPayout(tx, payoutId);
    if (!begun) return null;
    if ("payout" in begun) return planCall(tx, "transfer", payoutId, begun.at);
    const lookAgainAt = new Date((await databaseNow(tx)).getTime() + WAIT_MS);
    await tx.update(payouts).set({ failure: begun.waitsFor, lookAgainAt }).where(eq(payouts.id, payoutId));
    return null;
  });
}
