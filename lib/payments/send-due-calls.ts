import { asc, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeCalls } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeEnv } from "@/lib/env";
import type { CallKinds } from "./calls/call-kind";
import { PAYMENT_CALLS } from "./calls/payment-calls";
import { sendStripeCall } from "./send-stripe-call";

export const CALLS_AT_ONCE = 50;

/** Calls of the outbox that are due: put off, or left behind by who died with them. Answers how many came to an end. */
export async function sendDueCalls(ctx: Context, kinds: CallKinds = PAYMENT_CALLS): Promise<number> {
  if (!stripeEnv()) return 0;
  const at = await databaseNow(ctx.db);
  const due = await ctx.db
    .select({ id: stripeCalls.id })
    .from(stripeCalls)
    .where(
      sql`${stripeCalls.kind} = ANY(${sql.param(Object.keys(kinds))}::text[]) AND ${stripeCalls.state} IN ('planned', 'sending') AND ${stripeCalls.nextAttemptAt} <= ${at.toISOString()}::timestamptz
        AND coalesce(${stripeCalls.leasedUntil}, '-infinity') <= ${at.toISOString()}::timestamptz`,
    )
    .orderBy(asc(stripeCalls.nextAttemptAt))
    .limit(CALLS_AT_ONCE);
  let sent = 0;
  for (const { id } of due) if ((await sendStripeCall(ctx, id, kinds)) !== "later") sent += 1;
  return sent;
}
