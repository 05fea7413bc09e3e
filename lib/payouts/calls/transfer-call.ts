import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { payoutAccounts, payouts } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { type CallKind, findIn, under } from "@/lib/payments/calls/call-kind";
import { codeOfRefusal } from "@/lib/stripe/refusal";
import { failPayout } from "../fail-payout";
import { findHold } from "../find-hold";
import { mailOfPayout } from "../payout-mail";

/** Money that customers paid by card is Stripe's for some days: it is asked for again when some of it may be ours. */
const SHORT_PAUSE_MS = 6 * 60 * 60_000;

async function payoutOf(tx: Transaction, id: string) {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.id, id)).for("no key update");
  return payout!;
}

/** Money out of our balance at Stripe to an operator's account there. */
export const transferCall: CallKind<Stripe.Transfer> = {
  tellsOfRefusal: true,
  async prepare(tx, call) {
    const [found] = await tx
      .select({ payout: payouts, account: payoutAccounts })
      .from(payouts)
      .innerJoin(payoutAccounts, eq(payoutAccounts.id, payouts.accountId))
      .where(eq(payouts.id, call.subjectId));
    if (!found?.account.stripeAccountId) return null;
    const { id, amountMicros, currency, number, organizationId } = found.payout;
    return {
      amount: Number(toMinorUnits(amountMicros, currency)),
      currency: currency.toLowerCase(),
      destination: found.account.stripeAccountId,
      description: number,
      transfer_group: id,
      metadata: { payout_id: id, organization_id: organizationId },
    };
  },
  send: (stripe, call) => stripe.transfers.create(call.request as unknown as Stripe.TransferCreateParams, under(call)),
  find(stripe, call) {
    const list = stripe.transfers.list({ transfer_group: call.subjectId, limit: 100 });
    return findIn(list, (transfer) => transfer.metadata.payout_id === call.subjectId);
  },
  async apply(tx, call, { id }, at) {
    const [sent] = await tx
      .update(payouts)
      .set({ state: "sent", stripeTransferId: id, sentAt: at, failure: null, lookAgainAt: at })
      .where(eq(payouts.id, call.subjectId))
      .returning();
    await mailOfPayout(tx, sent!);
    await resolveNotice(tx, null, `payout:${call.subjectId}`, at);
  },
  async refused(tx, call, reason, at) {
    await failPayout(tx, await payoutOf(tx, call.subjectId), reason, at);
  },
  async unknown(tx, call, reason, at) {
    await tx
      .update(payouts)
      .set({ state: "unknown", failure: reason, lookAgainAt: at })
      .where(eq(payouts.id, call.subjectId));
  },
  askAgainInMs: (error) => (codeOfRefusal(error) === "balance_insufficient" ? SHORT_PAUSE_MS : null),
  async calledOff(tx, call) {
    const { state, organizationId, accountId } = await payoutOf(tx, call.subjectId);
    if (state !== "sending") return null;
    const hold = await findHold(tx, organizationId);
    if (hold) return hold;
    const [account] = await tx
      .select({ state: payoutAccounts.state })
      .from(payoutAccounts)
      .where(eq(payoutAccounts.id, accountId))
      .for("no key update");
    return account!.state === "active" ? null : "Another account was put in force";
  },
  async putOff(tx, call, reason, at) {
    const { id, number } = await payoutOf(tx, call.subjectId);
    // a plain refusal: what an earlier attempt may have done was looked up and is not there
    await tx.update(payouts).set({ state: "sending", failure: reason }).where(eq(payouts.id, id));
    const title = `Payout ${number} waits for money at Stripe`;
    const notice = { organizationId: null, key: `payout:${id}`, severity: "warning", title, body: reason } as const;
    await raiseNotice(tx, { ...notice, href: `/desk/payouts/${id}` }, at);
  },
};
