import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { stripeCustomers, topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { minorUnitMicros } from "@/lib/core/money";
import { queueMail } from "@/lib/mail/queue-mail";
import { autoTopUpFailed, autoTopUpPaid } from "./auto-top-up-outcome";
import { bookStripeFee } from "./book-stripe-fee";
import { type Charge, fetchPayment, type Payment } from "./fetch-payment";
import { moveClearing } from "./move-clearing";
import { receiptMail } from "./payment-mails";
import { planCall } from "./plan-call";
import type { TopUp } from "./types";

/** A page is open for half an hour; methods that take days are looked at this often. */
const LOOK_AGAIN_MS = 10 * 60_000;

/**
 * Makes a top-up what its payment at Stripe is now, whatever event or round it was that asked: credits what was paid, once, or ends it. The
 * object is fetched, for events come late, twice and in any order. Answers whether it changed.
 */
export async function convergeTopUp(ctx: Context, topUpId: string): Promise<boolean> {
  const [found] = await ctx.db.select().from(topUps).where(eq(topUps.id, topUpId));
  if (!found || isSettled(found)) return false;
  const payment = await fetchPayment(found);
  return ctx.db.transaction(async (tx) => {
    const [topUp] = await tx.select().from(topUps).where(eq(topUps.id, topUpId)).for("no key update");
    if (!topUp || isSettled(topUp)) return false;
    return topUp.state === "paid" ? bookFee(tx, topUp, payment) : converge(tx, topUp, payment);
  });
}

/** Nothing more can come of it; a payment's fee may be known later than the payment. */
function isSettled(topUp: TopUp): boolean {
  return topUp.endedAt !== null && (topUp.state !== "paid" || topUp.feeMicros !== null);
}

async function converge(tx: Transaction, topUp: TopUp, payment: Payment): Promise<boolean> {
  const at = await databaseNow(tx);
  const { state, intent, charge } = payment;
  const known = {
    state,
    paymentIntentId: intent?.id ?? null,
    failure: intent?.last_payment_error?.message ?? topUp.failure,
    lookAgainAt: new Date(at.getTime() + LOOK_AGAIN_MS),
  };
  if (state === "paid") {
    assertAsAsked(topUp, payment);
    await credit(tx, topUp, charge, at);
    const paid = { chargeId: charge?.id ?? null, paidWith: paidWith(charge), receiptUrl: charge?.receipt_url ?? null };
    await set(tx, topUp, { ...known, ...paid, failure: null, paidAt: at, endedAt: at });
    await bookFee(tx, topUp, payment);
    await keepCard(tx, topUp, payment, at);
    if (topUp.kind === "auto") await autoTopUpPaid(tx, topUp.organizationId, at);
    await queueMail(tx, receiptMail({ ...topUp, ...paid }, at));
    return true;
  }
  const isOver = state === "expired" || state === "failed";
  if (state === "failed" && topUp.kind === "auto") await autoTopUpFailed(tx, topUp, known.failure ?? "Declined", at);
  return set(tx, topUp, { ...known, ...(isOver ? { endedAt: at } : {}) });
}

async function set(tx: Transaction, topUp: TopUp, change: Partial<TopUp> & Pick<TopUp, "state">): Promise<boolean> {
  await tx.update(topUps).set(change).where(eq(topUps.id, topUp.id));
  return change.state !== topUp.state;
}

/** Another sum than was asked for is nobody's to book: the event fails, and the desk sees why. */
function assertAsAsked({ id, amountMicros, currency }: TopUp, { asked }: Payment): void {
  const paid = BigInt(asked.minor) * minorUnitMicros(currency);
  if (asked.topUpId !== id || asked.currency.toUpperCase() !== currency || paid !== amountMicros)
    throw new Error(`${asked.id} was paid ${asked.minor} ${asked.currency}, not what ${id} asked for`);
}

/** The card that was kept with a payment on the page is charged by later ones; Stripe is told, for whose default is the card that counts. */
async function keepCard(tx: Transaction, topUp: TopUp, { intent, charge }: Payment, at: Date): Promise<void> {
  const method = intent?.payment_method;
  if (topUp.kind !== "checkout" || !method || !charge?.payment_method_details?.card) return;
  const paymentMethodId = typeof method === "string" ? method : method.id;
  const [known] = await tx
    .update(stripeCustomers)
    .set({ paymentMethodId, paymentMethodLabel: paidWith(charge) })
    .where(eq(stripeCustomers.organizationId, topUp.organizationId))
    .returning({ customer: stripeCustomers.stripeCustomerId, details: stripeCustomers.details });
  if (known && known.details?.defaultCard !== paymentMethodId)
    await planCall(tx, "default_card", topUp.id, at, { customer: known.customer, card: paymentMethodId });
}

/** Clearing to prepaid. */
async function credit(tx: Transaction, topUp: TopUp, charge: Charge | null, at: Date): Promise<void> {
  const { id, organizationId, currency, amountMicros } = topUp;
  const to = { kind: "customer_prepaid", organizationId, currency } as const;
  await moveClearing(tx, { kind: "top_up", ref: id, memo: paidWith(charge) ?? "Card", at, amountMicros, to, currency });
}

/** As soon as Stripe has booked the payment. */
async function bookFee(tx: Transaction, topUp: TopUp, { charge }: Payment): Promise<boolean> {
  if (!charge?.balance_transaction) return false;
  const feeMicros = await bookStripeFee(tx, charge.balance_transaction, topUp);
  await tx.update(topUps).set({ feeMicros }).where(eq(topUps.id, topUp.id));
  return true;
}

function paidWith(charge: Charge | null): string | null {
  const details = charge?.payment_method_details;
  if (!details) return null;
  return details.card ? `${details.card.brand} ${details.card.last4}` : details.type;
}
