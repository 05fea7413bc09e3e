import { and, asc, desc, eq, gte, inArray, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { autoTopUps, organizations, stripeCalls, stripeCustomers, stripeEvents, topUps } from "@/db/schema";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { stripeEnv } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { isStandIn } from "@/lib/stripe/client";
import type { PaymentsMode, TopUp } from "./types";

interface Page {
  limit: number;
  offset: number;
}

export function paymentsMode(): PaymentsMode {
  if (!stripeEnv()) return "off";
  return isStandIn() ? "stand-in" : "stripe";
}

export async function getTopUp(ctx: Context, { topUpId }: { topUpId: string }): Promise<TopUp> {
  const { organizationId } = authorize(ctx, "payment.view");
  const [topUp] = await ctx.db
    .select()
    .from(topUps)
    .where(and(eq(topUps.id, topUpId), eq(topUps.organizationId, organizationId)));
  if (!topUp) throw notFound("payment");
  return topUp;
}

/** Newest first. */
export async function listTopUps(ctx: Context, { limit, offset }: Page): Promise<{ topUps: TopUp[]; total: number }> {
  const { organizationId } = authorize(ctx, "payment.view");
  const own = eq(topUps.organizationId, organizationId);
  const rows = await ctx.db
    .select()
    .from(topUps)
    .where(own)
    .orderBy(desc(topUps.createdAt), desc(topUps.id))
    .limit(limit)
    .offset(offset);
  return { topUps: rows, total: await ctx.db.$count(topUps, own) };
}

/** Of every customer; for the desk. */
export async function listPayments(ctx: Context, { limit, offset }: Page) {
  authorize(ctx, "stripe.view");
  const rows = await ctx.db
    .select({ topUp: topUps, organizationName: organizations.name })
    .from(topUps)
    .innerJoin(organizations, eq(organizations.id, topUps.organizationId))
    .orderBy(desc(topUps.createdAt), desc(topUps.id))
    .limit(limit)
    .offset(offset);
  return { payments: rows, total: await ctx.db.$count(topUps) };
}

/** As Stripe told them, newest first. */
export async function listStripeEvents(ctx: Context, { limit, offset }: Page) {
  authorize(ctx, "stripe.view");
  const events = await ctx.db
    .select()
    .from(stripeEvents)
    .orderBy(desc(stripeEvents.receivedAt), desc(stripeEvents.id))
    .limit(limit)
    .offset(offset);
  return { events, total: await ctx.db.$count(stripeEvents) };
}

/** The outbox, newest first. */
export async function listStripeCalls(ctx: Context, { limit, offset }: Page) {
  authorize(ctx, "stripe.view");
  const calls = await ctx.db
    .select()
    .from(stripeCalls)
    .orderBy(desc(stripeCalls.createdAt), desc(stripeCalls.id))
    .limit(limit)
    .offset(offset);
  return { calls, total: await ctx.db.$count(stripeCalls) };
}

/** What waits, what needs a person, and what was paid since midnight UTC; for the desk. */
export async function getPaymentsSummary(ctx: Context) {
  authorize(ctx, "stripe.view");
  const at = await databaseNow(ctx.db);
  const midnight = new Date(new Date(at).setUTCHours(0, 0, 0, 0));
  const paidToday = await ctx.db
    .select({
      currency: topUps.currency,
      payments: sql<number>`count(*)::int`,
      amountMicros: sql`sum(${topUps.amountMicros})`.mapWith(BigInt),
    })
    .from(topUps)
    .where(gte(topUps.paidAt, midnight))
    .groupBy(topUps.currency)
    .orderBy(asc(topUps.currency));
  return {
    eventsWaiting: await ctx.db.$count(stripeEvents, eq(stripeEvents.state, "received")),
    eventsFailed: await ctx.db.$count(stripeEvents, eq(stripeEvents.state, "failed")),
    callsWaiting: await ctx.db.$count(stripeCalls, inArray(stripeCalls.state, ["planned", "sending"])),
    callsStuck: await ctx.db.$count(stripeCalls, eq(stripeCalls.state, "stuck")),
    paidToday,
  };
}

export interface AutoTopUpView {
  /** Of the card that would be charged: `visa 4242`; null where none is kept. */
  card: string | null;
  currency: Currency;
  /** Null where it is off. */
  setting: Pick<
    typeof autoTopUps.$inferSelect,
    "thresholdMicros" | "amountMicros" | "monthlyCapMicros" | "stoppedReason"
  > | null;
}

export async function getAutoTopUp(ctx: Context): Promise<AutoTopUpView> {
  const { organizationId } = authorize(ctx, "payment.view");
  const { thresholdMicros, amountMicros, monthlyCapMicros, stoppedReason } = autoTopUps;
  const [setting] = await ctx.db
    .select({ thresholdMicros, amountMicros, monthlyCapMicros, stoppedReason })
    .from(autoTopUps)
    .where(eq(autoTopUps.organizationId, organizationId));
  const [customer] = await ctx.db
    .select()
    .from(stripeCustomers)
    .where(eq(stripeCustomers.organizationId, organizationId));
  const currency = await findBillingCurrency(ctx.db, organizationId);
  return { card: customer?.paymentMethodLabel ?? null, currency, setting: setting ?? null };
}
