import { sql } from "drizzle-orm";
import { boolean, check, index, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { organizations, users } from "./identity";
import { topUps } from "./payments";

/** A payment that its card's bank takes back, as Stripe has it now; what moved is in `dispute_movements`. */
export const disputes = pgTable(
  "disputes",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    topUpId: id("top_up_id")
      .notNull()
      .references(() => topUps.id),
    stripeDisputeId: text("stripe_dispute_id").notNull(),
    chargeId: text("charge_id").notNull(),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** What the bank disputes; what it took is `withdrawn_micros`. */
    amountMicros: micros("amount_micros").notNull(),
    /** Stripe's word; also one that is not known here. */
    state: text("state").notNull(),
    reason: text("reason").notNull(),
    networkReasonCode: text("network_reason_code"),
    /** Sums of the movements. */
    withdrawnMicros: micros("withdrawn_micros").notNull().default(sql`0`),
    reinstatedMicros: micros("reinstated_micros").notNull().default(sql`0`),
    feeMicros: micros("fee_micros").notNull().default(sql`0`),
    /** Null where Stripe asks for none. */
    evidenceDueAt: instant("evidence_due_at"),
    evidenceSubmittedAt: instant("evidence_submitted_at"),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    /** Closed, and the money is where the outcome says. */
    settledAt: instant("settled_at"),
    /** When the look began that this is from: an older one changes nothing. */
    lookedAt: instant("looked_at").notNull(),
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    unique("disputes_stripe").on(t.stripeDisputeId),
    index("disputes_organization").on(t.organizationId, t.openedAt),
    index("disputes_top_up").on(t.topUpId),
    index("disputes_opened").on(t.openedAt),
    index("disputes_unresolved").on(t.lookAgainAt).where(sql`settled_at IS NULL`),
    check("disputes_amount", sql`amount_micros > 0`),
    check("disputes_settled", sql`settled_at IS NULL OR closed_at IS NOT NULL`),
  ],
);

/** One movement of a dispute's money, filed once under Stripe's balance transaction, and booked under that ref. */
export const disputeMovements = pgTable(
  "dispute_movements",
  {
    /** `txn_…`; of a shift between customer and platform, because a refund of the same payment failed, that refund's id. */
    ref: text("ref").primaryKey(),
    disputeId: id("dispute_id")
      .notNull()
      .references(() => disputes.id),
    kind: text("kind", { enum: ["dispute_withdrawn", "dispute_reinstated"] }).notNull(),
    /** What the bank took; below zero where it gave back. */
    takenMicros: micros("taken_micros").notNull(),
    /** Stripe's, the platform's to bear. */
    feeMicros: micros("fee_micros").notNull(),
    /** What it adds to the customer's balance; what was refunded already is the platform's loss. */
    customerMicros: micros("customer_micros").notNull(),
    bookedAt: instant("booked_at").notNull(),
  },
  (t) => [index("dispute_movements_dispute").on(t.disputeId)],
);

/** Evidence as a person handed it in; one that was not refused per dispute. */
export const disputeEvidence = pgTable(
  "dispute_evidence",
  {
    id: id("id").primaryKey(),
    disputeId: id("dispute_id")
      .notNull()
      .references(() => disputes.id),
    /** Text by the name of Stripe's field. */
    fields: jsonb("fields").$type<Record<string, string>>().notNull(),
    state: text("state", { enum: ["planned", "submitted", "refused"] }).notNull(),
    failure: text("failure"),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    uniqueIndex("dispute_evidence_once").on(t.disputeId).where(sql`state <> 'refused'`),
    index("dispute_evidence_dispute").on(t.disputeId, t.createdAt),
    check("dispute_evidence_ended", sql`(ended_at IS NOT NULL) = (state <> 'planned')`),
  ],
);

/** A bank's word that a payment may be fraud, before anybody disputes it. */
export const fraudWarnings = pgTable(
  "fraud_warnings",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    topUpId: id("top_up_id")
      .notNull()
      .references(() => topUps.id),
    stripeWarningId: text("stripe_warning_id").notNull(),
    chargeId: text("charge_id").notNull(),
    fraudType: text("fraud_type").notNull(),
    /** Stripe's: neither disputed nor wholly refunded. */
    actionable: boolean("actionable").notNull(),
    decision: text("decision", { enum: ["refunded", "dismissed"] }),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    decisionReason: text("decision_reason"),
    warnedAt: instant("warned_at").notNull(),
    lookedAt: instant("looked_at").notNull(),
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    unique("fraud_warnings_stripe").on(t.stripeWarningId),
    index("fraud_warnings_top_up").on(t.topUpId),
    index("fraud_warnings_organization").on(t.organizationId, t.warnedAt),
    index("fraud_warnings_undecided").on(t.lookAgainAt).where(sql`decision IS NULL AND actionable`),
    check("fraud_warnings_decided", sql`(decided_at IS NOT NULL) = (decision IS NOT NULL)`),
  ],
);
