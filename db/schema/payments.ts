import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { STRIPE_CALL_KINDS } from "@/lib/core/payments/stripe-call";
import { TOP_UP_STATES } from "@/lib/core/payments/top-up";
import { organizations, users } from "./identity";

export interface StripeCustomerDetails {
  name: string | null;
  email: string | null;
  /** Its lines, as on an envelope. */
  address: string[];
  taxIds: { type: string; value: string }[];
  cards: { id: string; label: string; expires: string | null }[];
  /** Stripe's id of the card that is charged unless said otherwise. */
  defaultCard: string | null;
}

/** A customer as Stripe knows it; the id comes with the answer to the first call. */
export const stripeCustomers = pgTable(
  "stripe_customers",
  {
    organizationId: id("organization_id")
      .primaryKey()
      .references(() => organizations.id),
    stripeCustomerId: text("stripe_customer_id"),
    /** The card that was last paid with and kept for later. */
    paymentMethodId: text("payment_method_id"),
    /** `visa 4242`. */
    paymentMethodLabel: text("payment_method_label"),
    /** Name, address and tax ids as the customer keeps them at Stripe, and every card; null until Stripe was looked at. */
    details: jsonb("details").$type<StripeCustomerDetails>(),
    /** When the look began that this is from: an older one writes nothing. */
    lookedAt: instant("looked_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [unique("stripe_customers_once").on(t.stripeCustomerId)],
);

/** A payment into a prepaid balance. What was paid is booked once, by the ledger's key (`top_up`, its id). */
export const topUps = pgTable(
  "top_ups",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** `auto`: charged to the kept card while nobody is there. */
    kind: text("kind", { enum: ["checkout", "auto"] })
      .notNull()
      .default("checkout"),
    createdBy: id("created_by").references(() => users.id),
    idempotencyKey: text("idempotency_key").notNull(),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    amountMicros: micros("amount_micros").notNull(),
    state: text("state", { enum: TOP_UP_STATES }).notNull(),
    checkoutSessionId: text("checkout_session_id"),
    checkoutUrl: text("checkout_url"),
    paymentIntentId: text("payment_intent_id"),
    chargeId: text("charge_id"),
    /** What Stripe kept of it; null until Stripe has booked the payment itself, which may be a little later. */
    feeMicros: micros("fee_micros"),
    /** `visa 4242`. */
    paidWith: text("paid_with"),
    receiptUrl: text("receipt_url"),
    /** The last attempt's, in words for the customer. */
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    paidAt: instant("paid_at"),
    /** Paid, failed or expired. */
    endedAt: instant("ended_at"),
    /** Until then the reconciler leaves it to its events. */
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    unique("top_ups_idempotency").on(t.organizationId, t.idempotencyKey),
    index("top_ups_organization").on(t.organizationId, t.createdAt),
    uniqueIndex("top_ups_session").on(t.checkoutSessionId),
    uniqueIndex("top_ups_payment_intent").on(t.paymentIntentId),
    index("top_ups_unresolved")
      .on(t.lookAgainAt)
      .where(sql`ended_at IS NULL OR (state = 'paid' AND fee_micros IS NULL)`),
    uniqueIndex("top_ups_auto_in_flight").on(t.organizationId).where(sql`kind = 'auto' AND ended_at IS NULL`),
    check("top_ups_amount", sql`amount_micros > 0`),
    check("top_ups_ended", sql`(ended_at IS NOT NULL) = (state IN ('paid', 'failed', 'expired'))`),
    check("top_ups_paid", sql`(paid_at IS NOT NULL) = (state = 'paid')`),
  ],
);

/** A row where it is on. Stopped by itself, with the reason, where the card does not pay. */
export const autoTopUps = pgTable(
  "auto_top_ups",
  {
    organizationId: id("organization_id")
      .primaryKey()
      .references(() => organizations.id),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** Charged when what is left, accrued use taken off, is under this. */
    thresholdMicros: micros("threshold_micros").notNull(),
    /** At least this; more where the threshold is further away. */
    amountMicros: micros("amount_micros").notNull(),
    /** The most that a UTC month may be charged so. */
    monthlyCapMicros: micros("monthly_cap_micros").notNull(),
    failures: integer("failures").notNull().default(0),
    stoppedReason: text("stopped_reason"),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    updatedBy: id("updated_by").references(() => users.id),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("auto_top_ups_due").on(t.nextAttemptAt).where(sql`stopped_reason IS NULL`),
    check(
      "auto_top_ups_amounts",
      sql`threshold_micros > 0 AND amount_micros > 0 AND monthly_cap_micros >= amount_micros`,
    ),
  ],
);

/** Unused money on its way back to the payment that it came with. Taken off the balance first, put back where it does not arrive. */
export const refunds = pgTable(
  "refunds",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    topUpId: id("top_up_id")
      .notNull()
      .references(() => topUps.id),
    createdBy: id("created_by").references(() => users.id),
    /** Of the desk's request, which may go back to several payments. */
    requestKey: text("request_key").notNull(),
    reason: text("reason").notNull(),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    amountMicros: micros("amount_micros").notNull(),
    state: text("state", { enum: ["planned", "sent", "succeeded", "failed"] }).notNull(),
    stripeRefundId: text("stripe_refund_id"),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    unique("refunds_request").on(t.organizationId, t.requestKey, t.topUpId),
    unique("refunds_stripe").on(t.stripeRefundId),
    index("refunds_top_up").on(t.topUpId),
    index("refunds_unresolved").on(t.lookAgainAt).where(sql`ended_at IS NULL`),
    check("refunds_amount", sql`amount_micros > 0`),
    check("refunds_ended", sql`(ended_at IS NOT NULL) = (state IN ('succeeded', 'failed'))`),
  ],
);

/**
 * What is asked of Stripe: a row first, its id the idempotency key. Claimed for a minute by whoever sends it; after an unknown outcome the
 * object is looked up, and asked for again under the same key where there is none.
 */
export const stripeCalls = pgTable(
  "stripe_calls",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: STRIPE_CALL_KINDS }).notNull(),
    /** What it is for: an organization, a top-up. */
    subjectId: id("subject_id").notNull(),
    state: text("state", { enum: ["planned", "sending", "done", "refused", "stuck"] }).notNull(),
    /** As first sent; never changed, for the key is good for the same request only. */
    request: jsonb("request").$type<Record<string, unknown>>(),
    responseId: text("response_id"),
    error: text("error"),
    /** Stripe answered the last attempt with an error of its own, and would do so again under that key. */
    failedThere: boolean("failed_there").notNull().default(false),
    /** Part of the key: raised where a key is used up and nothing was made under it. */
    keyGeneration: integer("key_generation").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    firstSentAt: instant("first_sent_at"),
    leasedUntil: instant("leased_until"),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    unique("stripe_calls_subject").on(t.kind, t.subjectId),
    index("stripe_calls_due").on(t.nextAttemptAt).where(sql`state IN ('planned', 'sending')`),
    index("stripe_calls_created").on(t.createdAt),
  ],
);

/** What Stripe told, stored once by its id before anything is done with it. */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    objectId: text("object_id"),
    /** The top-up that it is about, by the object's metadata. */
    topUpId: text("top_up_id"),
    /** Likewise the refund. */
    refundId: text("refund_id"),
    livemode: boolean("livemode").notNull(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    /** `unknown`: of a type that nothing is done with. */
    state: text("state", { enum: ["received", "handled", "unknown", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    error: text("error"),
    createdAt: instant("created_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    handledAt: instant("handled_at"),
  },
  (t) => [
    index("stripe_events_due").on(t.nextAttemptAt).where(sql`state = 'received'`),
    index("stripe_events_received").on(t.receivedAt),
    check("stripe_events_handled", sql`(handled_at IS NOT NULL) = (state IN ('handled', 'unknown'))`),
  ],
);
