import { and, eq, inArray, isNull, lte, or } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { type StripeCustomerDetails, stripeCalls, stripeCustomers, topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeClient } from "@/lib/stripe/client";
import { autoTopUpLostCard } from "./auto-top-up-outcome";

/** More than a person keeps. Newest first. */
const MOST_CARDS = 20;

/**
 * Makes the kept card and the shown details what the customer has at Stripe now, whatever event asked: the default card, else the one that is kept
 * while it is still there, else the newest. Without any the automatic top-up stops. Answers whether the customer is one of ours.
 */
export async function convergeCustomer(ctx: Pick<Context, "db">, stripeCustomerId: string | null): Promise<boolean> {
  if (stripeCustomerId === null) return false;
  const lookedAt = await databaseNow(ctx.db);
  const [known] = await ctx.db
    .select({ organizationId: stripeCustomers.organizationId })
    .from(stripeCustomers)
    .where(eq(stripeCustomers.stripeCustomerId, stripeCustomerId));
  if (!known) return false;
  const found = await fetchCustomer(stripeCustomerId);
  await ctx.db.transaction((tx) => keep(tx, stripeCustomerId, found, lookedAt));
  return true;
}

const NOTHING = { name: null, email: null, address: [], taxIds: [], cards: [], defaultCard: null };

async function fetchCustomer(id: string): Promise<StripeCustomerDetails> {
  const customer = await stripeClient().customers.retrieve(id, { expand: ["tax_ids"] });
  if (customer.deleted) return NOTHING;
  const { data } = await stripeClient().customers.listPaymentMethods(id, { type: "card", limit: MOST_CARDS });
  const kept = customer.invoice_settings.default_payment_method;
  return {
    name: customer.name ?? null,
    email: customer.email,
    address: linesOf(customer.address),
    taxIds: (customer.tax_ids?.data ?? []).map(({ type, value }) => ({ type, value })),
    cards: data.map((method) => ({ id: method.id, label: labelOf(method), expires: expiryOf(method) })),
    defaultCard: typeof kept === "string" ? kept : (kept?.id ?? null),
  };
}

function linesOf(address: Stripe.Address | null | undefined): string[] {
  if (!address) return [];
  const { line1, line2, postal_code, city, state, country } = address;
  const place = [postal_code, city, state].filter(Boolean).join(" ");
  return [line1, line2, place, country].filter((line): line is string => Boolean(line));
}

const labelOf = ({ card, type }: Stripe.PaymentMethod) => (card ? `${card.brand} ${card.last4}` : type);
const expiryOf = ({ card }: Stripe.PaymentMethod) =>
  card ? `${card.exp_year}-${String(card.exp_month).padStart(2, "0")}` : null;

async function keep(tx: Transaction, stripeCustomerId: string, details: StripeCustomerDetails, lookedAt: Date) {
  const isNewer = or(isNull(stripeCustomers.lookedAt), lte(stripeCustomers.lookedAt, lookedAt));
  const [before] = await tx
    .select()
    .from(stripeCustomers)
    .where(and(eq(stripeCustomers.stripeCustomerId, stripeCustomerId), isNewer))
    .for("no key update");
  if (!before) return;
  const { organizationId, paymentMethodId, paymentMethodLabel } = before;
  const has = (id: string | null) => details.cards.find((card) => card.id === id);
  const kept = has(paymentMethodId);
  const isAhead = kept !== undefined && (await isBecomingDefault(tx, organizationId));
  const card = (isAhead ? kept : has(details.defaultCard)) ?? kept ?? details.cards[0] ?? null;
  await tx
    .update(stripeCustomers)
    .set({ paymentMethodId: card?.id ?? null, paymentMethodLabel: card?.label ?? null, details, lookedAt })
    .where(eq(stripeCustomers.organizationId, organizationId));
  if (!card) await autoTopUpLostCard(tx, organizationId, paymentMethodLabel, await databaseNow(tx));
}

/** The card of the latest payment is on its way to Stripe as the default: what Stripe says until then is of before. */
async function isBecomingDefault(tx: Transaction, organizationId: string): Promise<boolean> {
  const open = await tx
    .select({ id: stripeCalls.id })
    .from(stripeCalls)
    .innerJoin(topUps, eq(topUps.id, stripeCalls.subjectId))
    .where(
      and(
        eq(stripeCalls.kind, "default_card"),
        inArray(stripeCalls.state, ["planned", "sending"]),
        eq(topUps.organizationId, organizationId),
      ),
    )
    .limit(1);
  return open.length > 0;
}
