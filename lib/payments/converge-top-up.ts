import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type Currency, minorUnitMicros } from "@/lib/core/money";
import { type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { type Posting, postTransaction } from "@/lib/ledger/post-transactions";
import { stripeClient } from "@/lib/stripe/client";
import type { TopUp } from "./types";

/** A page is open for half an hour; methods that take days are looked at this often. */
const LOOK_AGAIN_MS = 10 * 60_000;

type Charge = Stripe.Charge & { balance_transaction: Stripe.BalanceTransaction | null };

/**
 * Makes a top-up what its session at Stripe is now, whatever event or round it was that asked: credits what was paid, once, or ends it. The
 * object is fetched, for events come late, twice and in any order. Answers whether it changed.
 */
export async function convergeTopUp(ctx: Context, topUpId: string): Promise<boolean> {
  const [found] = await ctx.db.select().from(topUps).where(eq(topUps.id, topUpId));
  if (!found || isSettled(found)) return false;
  // whoever made the page died before keeping its id: the outbox finds it, and the event comes again
  if (!found.checkoutSessionId) throw new Error(`${topUpId} has no page yet`);
  const session = await stripeClient().checkout.sessions.retrieve(found.checkoutSessionId, {
    expand: ["payment_intent.latest_charge.balance_transaction"],
  });
  return ctx.db.transaction(async (tx) => {
    const [topUp] = await tx.select().from(topUps).where(eq(topUps.id, topUpId)).for("no key update");
    if (!topUp || isSettled(topUp)) return false;
    return topUp.state === "paid" ? bookFee(tx, topUp, session) : converge(tx, topUp, session);
  });
}

/** Nothing more can come of it; a payment's fee may be known later than the payment. */
function isSettled(topUp: TopUp): boolean {
  return topUp.endedAt !== null && (topUp.state !== "paid" || topUp.feeMicros !== null);
}

async function converge(tx: Transaction, topUp: TopUp, session: Stripe.Checkout.Session): Promise<boolean> {
  const at = await databaseNow(tx);
  const { intent, charge } = paymentOf(session);
  const known = {
    paymentIntentId: intent?.id ?? null,
    failure: intent?.last_payment_error?.message ?? topUp.failure,
    lookAgainAt: new Date(at.getTime() + LOOK_AGAIN_MS),
  };
  if (session.payment_status === "paid") {
    assertAsAsked(topUp, session);
    await credit(tx, topUp, charge, at);
    const paid = { chargeId: charge?.id ?? null, paidWith: paidWith(charge), receiptUrl: charge?.receipt_url ?? null };
    const credited = { ...topUp, ...known, ...paid, state: "paid" as const, failure: null, paidAt: at, endedAt: at };
    await set(tx, topUp, credited);
    await bookFee(tx, credited, session);
    return true;
  }
  if (session.status === "expired") return set(tx, topUp, { ...known, state: "expired", endedAt: at });
  if (session.status !== "complete") return set(tx, topUp, { ...known, state: "open" });
  // complete and unpaid: by a method that is confirmed later, or refused then
  if (intent?.status === "processing") return set(tx, topUp, { ...known, state: "processing" });
  return set(tx, topUp, { ...known, state: "failed", endedAt: at });
}

function paymentOf(session: Stripe.Checkout.Session) {
  const intent = session.payment_intent as Stripe.PaymentIntent | null;
  return { intent, charge: (intent?.latest_charge ?? null) as Charge | null };
}

async function set(tx: Transaction, topUp: TopUp, change: Partial<TopUp> & Pick<TopUp, "state">): Promise<boolean> {
  await tx.update(topUps).set(change).where(eq(topUps.id, topUp.id));
  return change.state !== topUp.state;
}

/** Another sum than was asked for is nobody's to book: the event fails, and the desk sees why. */
function assertAsAsked({ id, amountMicros, currency }: TopUp, session: Stripe.Checkout.Session): void {
  const paid = BigInt(session.amount_total ?? 0) * minorUnitMicros(currency);
  if (session.client_reference_id !== id || session.currency?.toUpperCase() !== currency || paid !== amountMicros)
    throw new Error(`${session.id} was paid ${session.amount_total} ${session.currency}, not what ${id} asked for`);
}

/** Clearing to prepaid. */
async function credit(tx: Transaction, topUp: TopUp, charge: Charge | null, at: Date): Promise<void> {
  const { id, organizationId, currency, amountMicros } = topUp;
  const to = { kind: "customer_prepaid", organizationId, currency } as const;
  await move(tx, { kind: "top_up", ref: id, memo: paidWith(charge) ?? "Card", at, amountMicros, to, currency });
}

/** What Stripe kept, out of clearing, as soon as Stripe has booked it; its own transaction is the money fact. */
async function bookFee(tx: Transaction, topUp: TopUp, session: Stripe.Checkout.Session): Promise<boolean> {
  const balance = paymentOf(session).charge?.balance_transaction;
  if (!balance) return false;
  const { currency } = topUp;
  const feeMicros = BigInt(balance.fee) * minorUnitMicros(currency);
  const at = await databaseNow(tx);
  const to = { kind: "stripe_fees", organizationId: null, currency } as const;
  if (feeMicros !== 0n)
    await move(tx, {
      kind: "stripe_fee",
      ref: balance.id,
      memo: `Of ${topUp.id}`,
      at,
      amountMicros: -feeMicros,
      to,
      currency,
    });
  await tx.update(topUps).set({ feeMicros }).where(eq(topUps.id, topUp.id));
  return true;
}

interface Movement extends Pick<Posting, "kind" | "ref"> {
  memo: string;
  at: Date;
  to: AccountKey;
  amountMicros: bigint;
  currency: Currency;
}

/** Out of what Stripe holds for us. */
async function move(tx: Transaction, { kind, ref, memo, at, to, amountMicros, currency }: Movement): Promise<void> {
  const clearing = { kind: "stripe_clearing", organizationId: null, currency } as const;
  const accounts = await openAccounts(tx, [clearing, to]);
  await postTransaction(tx, {
    kind,
    ref,
    memo,
    effectiveAt: at,
    entries: [
      { ...accounts.get(accountKey(clearing))!, amountMicros: -amountMicros },
      { ...accounts.get(accountKey(to))!, amountMicros },
    ],
  });
}

function paidWith(charge: Charge | null): string | null {
  const details = charge?.payment_method_details;
  if (!details) return null;
  return details.card ? `${details.card.brand} ${details.card.last4}` : details.type;
}
