import { and, eq, ne, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payoutReversals, payouts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { formatMoney, minorUnitMicros, parseMoney } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { planCall } from "@/lib/payments/plan-call";
import { sendStripeCall } from "@/lib/payments/send-stripe-call";
import { PAYOUT_CALLS } from "./calls/payout-calls";
import { type ReversePayoutInput, reversePayoutSchema } from "./schemas";

const refuse = (reason: string, code: "invalid_input" | "conflict" | "limit_exceeded" = "invalid_input") =>
  new AppError(code, reason, { fields: { amount: [reason] } });

/**
 * The desk takes back what an operator's Stripe account still has of a payout. Booked when Stripe has done it: then it is owed again, until an
 * adjustment says otherwise. Sent again with the same key it is the same reversal.
 */
export async function reversePayout(ctx: Context, input: ReversePayoutInput): Promise<{ reversalId: string }> {
  const { userId } = authorize(ctx, "payout.reverse");
  const { payoutId, amount, reason, idempotencyKey } = parseInput(reversePayoutSchema, input);
  const { reversalId, callId } = await ctx.db.transaction(async (tx) => {
    const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("no key update");
    if (!payout) throw notFound("payout");
    const { currency, organizationId } = payout;
    const amountMicros = parseMoney(amount) ?? 0n;
    if (amountMicros <= 0n || amountMicros % minorUnitMicros(currency) !== 0n)
      throw refuse("Enter an amount like 25 or 25.50.");
    const own = eq(payoutReversals.payoutId, payoutId);
    const [same] = await tx
      .select()
      .from(payoutReversals)
      .where(and(own, eq(payoutReversals.idempotencyKey, idempotencyKey)));
    if (same && same.amountMicros !== amountMicros)
      throw refuse("This request was sent before with another amount.", "conflict");
    if (same) return { reversalId: same.id, callId: null };
    if (!payout.stripeTransferId)
      throw new AppError("precondition_failed", "Only what Stripe has transferred can be taken back there.");
    const [open] = await tx
      .select({ micros: sql<bigint>`coalesce(sum(${payoutReversals.amountMicros}), 0)::bigint` })
      .from(payoutReversals)
      .where(and(own, eq(payoutReversals.state, "planned"), ne(payoutReversals.idempotencyKey, idempotencyKey)));
    const left = payout.amountMicros - payout.returnedMicros - open!.micros;
    if (amountMicros > left) throw refuse(`At most ${formatMoney(left, currency)} is left of it.`, "limit_exceeded");
    const at = await databaseNow(tx);
    const id = newId("prv");
    const row = { id, payoutId, amountMicros, reason, idempotencyKey, createdBy: userId, createdAt: at };
    await tx.insert(payoutReversals).values({ ...row, state: "planned" });
    const detail = { amountMicros: String(amountMicros), currency, reason };
    await recordAudit(tx, ctx, { action: "payout.reverse", targetId: payoutId, organizationId, detail });
    return { reversalId: id, callId: await planCall(tx, "transfer_reversal", id, at) };
  });
  if (callId) await sendStripeCall(ctx, callId, PAYOUT_CALLS);
  return { reversalId };
}
