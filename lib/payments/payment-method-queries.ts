import { and, desc, eq, type SQL } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { autoTopUps, type StripeCustomerDetails, stripeCustomers, topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { HOUR_MS } from "@/lib/core/time";
import { authorize } from "@/lib/identity/authorize";

export interface PaymentMethodsView {
  /** Of the card that automatic top-ups charge: `visa 4242`. */
  card: string | null;
  cards: { label: string; expires: string | null; isCharged: boolean }[];
  /** As they are at Stripe; null until it was looked at. */
  details: Pick<StripeCustomerDetails, "name" | "email" | "address" | "taxIds"> | null;
}

/** One's own cards, and what Stripe prints on its receipts. */
export async function getPaymentMethods(ctx: Pick<Context, "db" | "actor">): Promise<PaymentMethodsView> {
  const { organizationId } = authorize(ctx, "payment.view");
  const [known] = await ctx.db.select().from(stripeCustomers).where(eq(stripeCustomers.organizationId, organizationId));
  const card = known?.paymentMethodLabel ?? null;
  const { cards = [], defaultCard: _, ...details } = known?.details ?? {};
  const listed = cards.map(({ id, label, expires }) => ({ label, expires, isCharged: id === known?.paymentMethodId }));
  const kept = card === null ? [] : [{ label: card, expires: null, isCharged: true }];
  return {
    card,
    cards: listed.some((one) => one.isCharged) ? listed : [...kept, ...listed],
    details: known?.details ? (details as PaymentMethodsView["details"]) : null,
  };
}

export interface PaymentTrouble {
  title: string;
  /** What was said, and what helps. */
  reason: string;
  currency: Currency;
  /** What was tried; null where it was paid since, and the automatic top-up alone waits for a word. */
  payMicros: bigint | null;
}

/** Afterwards a payment that failed is history. */
const RECENT_MS = 7 * 24 * HOUR_MS;

/**
 * What stands between the customer and their next top-up: an automatic one that has stopped, or has failed and nothing was paid since, else their
 * own latest payment where it failed in the last week. Null while payments go through.
 */
export async function findPaymentTrouble(ctx: Pick<Context, "db" | "actor">): Promise<PaymentTrouble | null> {
  const { organizationId } = authorize(ctx, "payment.view");
  const [setting] = await ctx.db.select().from(autoTopUps).where(eq(autoTopUps.organizationId, organizationId));
  if (!setting || (setting.stoppedReason === null && setting.failures === 0)) return ownTrouble(ctx, organizationId);
  const last = await latest(ctx, and(eq(topUps.kind, "auto"), eq(topUps.state, "failed")), organizationId);
  const { currency, stoppedReason, amountMicros, nextAttemptAt } = setting;
  const paid = await latest(ctx, eq(topUps.state, "paid"), organizationId);
  const isPaidSince = last !== undefined && paid !== undefined && paid.createdAt > last.createdAt;
  if (isPaidSince && stoppedReason === null) return null;
  const payMicros = isPaidSince ? null : (last?.amountMicros ?? amountMicros);
  if (stoppedReason !== null)
    return { title: "The automatic top-up has stopped", reason: stoppedReason, currency, payMicros };
  const again = nextAttemptAt.toISOString().slice(0, 16).replace("T", " ");
  return {
    title: "The automatic top-up did not go through",
    reason: `${last?.failure ?? "Declined."} It is tried again at ${again} UTC.`,
    currency,
    payMicros,
  };
}

async function ownTrouble(ctx: Pick<Context, "db">, organizationId: string): Promise<PaymentTrouble | null> {
  const last = await latest(ctx, undefined, organizationId);
  if (last?.state !== "failed" || last.kind !== "checkout") return null;
  const at = await databaseNow(ctx.db);
  if (at.getTime() - last.createdAt.getTime() > RECENT_MS) return null;
  const { currency, amountMicros: payMicros, failure } = last;
  return { title: "Your latest payment failed", reason: failure ?? "Stripe gave no reason.", currency, payMicros };
}

async function latest({ db }: Pick<Context, "db">, which: SQL | undefined, organizationId: string) {
  const [row] = await db
    .select()
    .from(topUps)
    .where(and(eq(topUps.organizationId, organizationId), which))
    .orderBy(desc(topUps.createdAt), desc(topUps.id))
    .limit(1);
  return row;
}
