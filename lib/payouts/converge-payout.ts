import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { payoutAccounts, payouts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { formatMoney, minorUnitMicros } from "@/lib/core/money";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { stripeClient } from "@/lib/stripe/client";
import { bookReversals } from "./book-reversals";
import type { Payout } from "./types";

const LOOK_AGAIN_MS = 15 * 60_000;

/**
 * Makes a payout what its transfer at Stripe is now: reconciled once Stripe's own balance shows it with the same amount to the same account, and
 * less by what was reversed, whoever reversed it. Another amount or account than ours is an error that the desk sees. Answers whether it changed.
 */
export async function convergePayout(ctx: Context, payoutId: string): Promise<boolean> {
  const [found] = await ctx.db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (!found?.stripeTransferId) return false;
  const transfer = await stripeClient().transfers.retrieve(found.stripeTransferId, { expand: ["balance_transaction"] });
  const reversals: Stripe.TransferReversal[] = [];
  for await (const reversal of stripeClient().transfers.listReversals(transfer.id, { limit: 100 }))
    reversals.push(reversal);
  return ctx.db.transaction(async (tx) => {
    const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("no key update");
    const at = await databaseNow(tx);
    const returned = await bookReversals(tx, payout!, reversals, at);
    const reconciled = await reconcile(tx, payout!, transfer, at);
    return returned || reconciled;
  });
}

async function reconcile(tx: Transaction, payout: Payout, transfer: Stripe.Transfer, at: Date): Promise<boolean> {
  if (payout.state !== "sent") return false;
  const balance = transfer.balance_transaction as Stripe.BalanceTransaction | null;
  if (!balance) {
    await tx
      .update(payouts)
      .set({ lookAgainAt: new Date(at.getTime() + LOOK_AGAIN_MS) })
      .where(eq(payouts.id, payout.id));
    return false;
  }
  const fault = await faultOf(tx, payout, transfer, balance);
  const key = `payout:${payout.id}`;
  if (fault) {
    const lookAgainAt = new Date(at.getTime() + LOOK_AGAIN_MS);
    await tx.update(payouts).set({ failure: fault, lookAgainAt }).where(eq(payouts.id, payout.id));
    const title = `Payout ${payout.number} is not what Stripe has`;
    const notice = { organizationId: null, key, severity: "critical", title, body: fault } as const;
    await raiseNotice(tx, { ...notice, href: `/desk/payouts/${payout.id}` }, at);
    return false;
  }
  await tx.update(payouts).set({ state: "reconciled", failure: null, endedAt: at }).where(eq(payouts.id, payout.id));
  await resolveNotice(tx, null, key, at);
  return true;
}

async function faultOf(
  tx: Transaction,
  { id, accountId, amountMicros, currency }: Payout,
  transfer: Stripe.Transfer,
  balance: Stripe.BalanceTransaction,
): Promise<string | null> {
  const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.id, accountId));
  const destination = typeof transfer.destination === "string" ? transfer.destination : transfer.destination?.id;
  if (transfer.metadata.payout_id !== id) return `${transfer.id} was made for ${transfer.metadata.payout_id}.`;
  if (destination !== account!.stripeAccountId) return `${transfer.id} went to ${destination}.`;
  const moved = BigInt(-balance.amount) * minorUnitMicros(currency);
  if (transfer.currency.toUpperCase() !== currency || moved !== amountMicros)
    return `${transfer.id} moved ${formatMoney(moved, transfer.currency.toUpperCase())}.`;
  return null;
}
