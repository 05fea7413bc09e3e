import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { payoutReversals, payouts } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { type CallKind, findIn, under } from "@/lib/payments/calls/call-kind";
import { bookReversals } from "../book-reversals";

async function reversalOf(tx: Transaction, id: string) {
  const [found] = await tx
    .select({ reversal: payoutReversals, payout: payouts })
    .from(payoutReversals)
    .innerJoin(payouts, eq(payouts.id, payoutReversals.payoutId))
    .where(eq(payoutReversals.id, id))
    .for("no key update", { of: payouts });
  return found!;
}

const transferOf = ({ request }: { request: Record<string, unknown> | null }) => String(request?.transfer);

/** Money back from an operator's account at Stripe. The transfer is in the request that we keep, and in the path of the one that is sent. */
export const reversalCall: CallKind<Stripe.TransferReversal> = {
  async prepare(tx, call) {
    const { reversal, payout } = await reversalOf(tx, call.subjectId);
    const { id, amountMicros, reason } = reversal;
    return {
      transfer: payout.stripeTransferId,
      amount: Number(toMinorUnits(amountMicros, payout.currency)),
      description: reason,
      metadata: { reversal_id: id, payout_id: payout.id },
    };
  },
  send(stripe, call) {
    const { transfer, ...params } = call.request as unknown as Stripe.TransferCreateReversalParams & {
      transfer: string;
    };
    return stripe.transfers.createReversal(transfer, params, under(call));
  },
  find(stripe, call) {
    const list = stripe.transfers.listReversals(transferOf(call), { limit: 100 });
    return findIn(list, (one) => one.metadata?.reversal_id === call.subjectId);
  },
  async apply(tx, call, answer, at) {
    const { payout } = await reversalOf(tx, call.subjectId);
    await bookReversals(tx, payout, [answer], at);
  },
  async refused(tx, call, reason, at) {
    await tx
      .update(payoutReversals)
      .set({ state: "refused", failure: reason, endedAt: at })
      .where(eq(payoutReversals.id, call.subjectId));
  },
};
