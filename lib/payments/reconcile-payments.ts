import { and, asc, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { refunds, stripeInvoices, topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeEnv } from "@/lib/env";
import { stripeClient } from "@/lib/stripe/client";
import { convergeAll } from "./converge-all";
import { convergeRefund } from "./converge-refund";
import { convergeTopUp } from "./converge-top-up";
import { reconcileDisputes } from "./disputes/reconcile-disputes";
import { convergeInvoice } from "./invoices/converge-invoice";
import { rearmCalls } from "./rearm-calls";
import { keepEvent } from "./receive-stripe-event";

const AT_ONCE = 100;
/** For as long Stripe itself tries to deliver. */
const LOST_FOR_SECONDS = 3 * 86_400;

/** What webhooks did not bring: events that were not delivered, and payments, refunds, invoices and disputes that nobody has heard of for a while. */
export async function reconcilePayments(ctx: Context): Promise<number> {
  if (!stripeEnv()) return 0;
  await rearmCalls(ctx);
  const found = (await fetchLostEvents(ctx)) + (await lookAtTopUps(ctx)) + (await lookAtRefunds(ctx));
  return found + (await lookAtInvoices(ctx)) + (await reconcileDisputes(ctx));
}

async function fetchLostEvents(ctx: Context): Promise<number> {
  const since = Math.floor(Date.now() / 1_000) - LOST_FOR_SECONDS;
  let kept = 0;
  for await (const event of stripeClient().events.list({
    delivery_success: false,
    created: { gte: since },
    limit: 100,
  }))
    if (await keepEvent(ctx, event)) kept += 1;
  return kept;
}

async function lookAtTopUps(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const open = await ctx.db
    .select({ id: topUps.id })
    .from(topUps)
    .where(
      and(
        sql`(${topUps.endedAt} IS NULL OR (${topUps.state} = 'paid' AND ${topUps.feeMicros} IS NULL))`,
        sql`(${topUps.checkoutSessionId} IS NOT NULL OR ${topUps.paymentIntentId} IS NOT NULL)`,
        lte(topUps.lookAgainAt, at),
      ),
    )
    .orderBy(asc(topUps.lookAgainAt))
    .limit(AT_ONCE);
  return convergeAll(open, "top-up", (id) => convergeTopUp(ctx, id));
}

async function lookAtRefunds(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const open = await ctx.db
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(isNull(refunds.endedAt), isNotNull(refunds.stripeRefundId), lte(refunds.lookAgainAt, at)))
    .orderBy(asc(refunds.lookAgainAt))
    .limit(AT_ONCE);
  return convergeAll(open, "refund", (id) => convergeRefund(ctx, id));
}

async function lookAtInvoices(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const isFeeOpen = sql`EXISTS (SELECT FROM invoice_payments p WHERE p.invoice_id = ${stripeInvoices.id} AND p.fee_micros IS NULL)`;
  const open = await ctx.db
    .select({ id: stripeInvoices.id })
    .from(stripeInvoices)
    .where(
      and(
        isNotNull(stripeInvoices.stripeInvoiceId),
        lte(stripeInvoices.lookAgainAt, at),
        sql`(${stripeInvoices.endedAt} IS NULL OR ${isFeeOpen})`,
      ),
    )
    .orderBy(asc(stripeInvoices.lookAgainAt))
    .limit(AT_ONCE);
  return convergeAll(open, "invoice", (id) => convergeInvoice(ctx, id));
}
