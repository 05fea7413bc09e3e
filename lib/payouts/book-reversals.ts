import { and, eq, inArray, ne } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { payoutReversals, payouts } from "@/db/schema";
import { minorUnitMicros } from "@/lib/core/money";
import { newId } from "@/lib/ids";
import { movePayable } from "./move-payable";
import type { Payout } from "./types";

/**
 * What was taken back of a payout at Stripe, each reversal once by Stripe's id of it; one that somebody made there gets a row like ours. The caller
 * holds the payout's row. Answers whether any was new.
 */
export async function bookReversals(
  tx: Transaction,
  payout: Payout,
  reversals: readonly Stripe.TransferReversal[],
  at: Date,
): Promise<boolean> {
  if (reversals.length === 0) return false;
  const ids = reversals.map(({ id }) => id);
  const known = await tx
    .select({ id: payoutReversals.stripeReversalId })
    .from(payoutReversals)
    .where(inArray(payoutReversals.stripeReversalId, ids));
  const fresh = reversals.filter((one) => !known.some(({ id }) => id === one.id));
  let { returnedMicros } = payout;
  for (const reversal of fresh) {
    const amountMicros = BigInt(reversal.amount) * minorUnitMicros(payout.currency);
    returnedMicros += amountMicros;
    await keepRow(tx, payout, reversal, amountMicros, at);
    const memo = `Taken back of ${payout.number}`;
    await movePayable(tx, payout, { kind: "payout_reversed", ref: reversal.id, memo, payableMicros: amountMicros, at });
  }
  if (fresh.length > 0) await tx.update(payouts).set({ returnedMicros }).where(eq(payouts.id, payout.id));
  return fresh.length > 0;
}

async function keepRow(
  tx: Transaction,
  payout: Payout,
  reversal: Stripe.TransferReversal,
  amountMicros: bigint,
  at: Date,
) {
  const done = { state: "done", stripeReversalId: reversal.id, failure: null, endedAt: at } as const;
  const ours = await tx
    .update(payoutReversals)
    .set(done)
    .where(
      and(
        eq(payoutReversals.id, reversal.metadata?.reversal_id ?? ""),
        eq(payoutReversals.payoutId, payout.id),
        eq(payoutReversals.amountMicros, amountMicros),
        ne(payoutReversals.state, "done"),
      ),
    )
    .returning({ id: payoutReversals.id });
  if (ours.length > 0) return;
  await tx.insert(payoutReversals).values({
    id: newId("prv"),
    payoutId: payout.id,
    amountMicros,
    reason: "Made at Stripe",
    idempotencyKey: reversal.id,
    createdAt: at,
    ...done,
  });
}
