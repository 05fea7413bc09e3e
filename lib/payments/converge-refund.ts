import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { refunds } from "@/db/schema";
import type { Context } from "@/lib/context";
import { formatMoney } from "@/lib/core/money";
import { raiseNotice } from "@/lib/identity/notices";
import { stripeClient } from "@/lib/stripe/client";
import { bearAgain } from "./disputes/book-movement";
import { moveClearing } from "./move-clearing";
import type { Refund } from "./types";

/** A bank may turn a refund away days later, so one that has succeeded is looked at again when Stripe says so. */
const LOOK_AGAIN_MS = 60 * 60_000;

/** Makes a refund what it is at Stripe now. Answers whether it changed. */
export async function convergeRefund(ctx: Context, refundId: string): Promise<boolean> {
  const [found] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId));
  if (!found || found.state === "failed") return false;
  if (!found.stripeRefundId) throw new Error(`${refundId} is not known at Stripe yet`);
  const { status, failure_reason: failure } = await stripeClient().refunds.retrieve(found.stripeRefundId);
  return ctx.db.transaction(async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for("no key update");
    if (!refund || refund.state === "failed") return false;
    const at = await databaseNow(tx);
    if (status === "failed" || status === "canceled") {
      await failRefund(tx, refund, failure ?? status, at);
      return true;
    }
    const isOver = status === "succeeded";
    const state = isOver ? "succeeded" : "sent";
    const lookAgainAt = new Date(at.getTime() + LOOK_AGAIN_MS);
    await tx
      .update(refunds)
      .set({ state, lookAgainAt, endedAt: isOver ? (refund.endedAt ?? at) : null })
      .where(eq(refunds.id, refundId));
    return state !== refund.state;
  });
}

/** The money is back with us, so it is back on the balance, and the desk finds another way. Once: a failed refund stays failed. */
export async function failRefund(tx: Transaction, refund: Refund, reason: string, at: Date): Promise<void> {
  const { id, organizationId, currency, amountMicros } = refund;
  const to = { kind: "customer_prepaid", organizationId, currency } as const;
  await moveClearing(tx, { kind: "refund_failed", ref: id, memo: reason, at, to, amountMicros, currency });
  await tx.update(refunds).set({ state: "failed", failure: reason, endedAt: at }).where(eq(refunds.id, id));
  await bearAgain(tx, refund, at);
  const notice = {
    organizationId: null,
    key: `refund:${id}`,
    severity: "warning",
    title: `A refund of ${formatMoney(amountMicros, currency)} did not arrive`,
    body: `${reason}. It is back on the balance of ${organizationId}.`,
    href: `/desk/customers/${organizationId}`,
  } as const;
  await raiseNotice(tx, notice, at);
}
