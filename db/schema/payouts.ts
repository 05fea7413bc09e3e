import { sql } from "drizzle-orm";
import { check, date, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { PAYOUT_ACCOUNT_STATES, PAYOUT_ROUTES, PAYOUT_STATES } from "@/lib/core/payouts/states";
import { organizations, users } from "./identity";

const currency = () => text("currency", { enum: CURRENCIES }).notNull();

/** Where an operator is paid to. Asked for by one person, put in force by another; never changed, only replaced. */
export const payoutAccounts = pgTable(
  "payout_accounts",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    route: text("route", { enum: PAYOUT_ROUTES }).notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text("country").notNull(),
    currency: currency(),
    state: text("state", { enum: PAYOUT_ACCOUNT_STATES }).notNull(),
    /** Of a wire: a `BankAccount`, sealed (lib/payouts/sealed-bank.ts). Whom to pay, and as much of it as people need to recognise it, stand beside it. */
    bank: text("bank"),
    beneficiary: text("beneficiary"),
    bankHint: text("bank_hint"),
    /** Of Stripe's recipient; comes with the answer to the first call. */
    stripeAccountId: text("stripe_account_id"),
    /** As Stripe has it: only `active` can be paid to. */
    transfersStatus: text("transfers_status"),
    /** What Stripe still wants to know of the operator. */
    requirements: text("requirements").array().notNull().default(sql`'{}'`),
    requestedBy: id("requested_by")
      .notNull()
      .references(() => users.id),
    requestedAt: instant("requested_at").notNull(),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    decisionNote: text("decision_note"),
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    uniqueIndex("payout_accounts_active").on(t.organizationId, t.currency).where(sql`state = 'active'`),
    uniqueIndex("payout_accounts_requested").on(t.organizationId, t.currency).where(sql`state = 'requested'`),
    unique("payout_accounts_stripe").on(t.stripeAccountId),
    index("payout_accounts_organization").on(t.organizationId, t.requestedAt),
    index("payout_accounts_open")
      .on(t.lookAgainAt)
      .where(sql`stripe_account_id IS NOT NULL AND state IN ('requested', 'active')`),
    index("payout_accounts_waiting").on(t.requestedAt).where(sql`state = 'requested'`),
    check("payout_accounts_route", sql`(route = 'wire') = (bank IS NOT NULL)`),
    check("payout_accounts_second_person", sql`state <> 'active' OR decided_by <> requested_by`),
  ],
);

/** What the desk has set for an operator's payouts; without a row the defaults of lib/payouts hold. */
export const payoutTerms = pgTable(
  "payout_terms",
  {
    organizationId: id("organization_id")
      .primaryKey()
      .references(() => organizations.id),
    /** Of the wholesale of the last `reserveWeeks` weeks, kept until they have passed. */
    reserveBps: integer("reserve_bps").notNull(),
    reserveWeeks: integer("reserve_weeks").notNull(),
    /** Less is carried over to the next week. */
    minimumMicros: micros("minimum_micros").notNull(),
    /** While it is set nothing is paid. */
    heldReason: text("held_reason"),
    updatedBy: id("updated_by").references(() => users.id),
    updatedAt: instant("updated_at").notNull(),
  },
  () => [
    check(
      "payout_terms_shares",
      sql`reserve_bps BETWEEN 0 AND 5000 AND reserve_weeks BETWEEN 1 AND 26 AND minimum_micros >= 0`,
    ),
  ],
);

/** Money to an operator for a week. Taken off the payable once, by the ledger's key (`payout`, its id), before anybody is asked to send it. */
export const payouts = pgTable(
  "payouts",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    accountId: id("account_id")
      .notNull()
      .references(() => payoutAccounts.id),
    route: text("route", { enum: PAYOUT_ROUTES }).notNull(),
    currency: currency(),
    /** Monday of the UTC week up to whose end it pays. */
    week: date("week", { mode: "string" }).notNull(),
    amountMicros: micros("amount_micros").notNull(),
    /** Of `PayoutBreakdown`, micros in decimal. */
    breakdown: jsonb("breakdown").$type<Record<string, string>>().notNull(),
    state: text("state", { enum: PAYOUT_STATES }).notNull(),
    /** `REM-2026-000001`, given with the money's way out. */
    number: text("number"),
    /** Where it goes, as people read it. */
    destination: text("destination").notNull(),
    stripeTransferId: text("stripe_transfer_id"),
    /** Of a wire: the bank's. */
    bankReference: text("bank_reference"),
    failure: text("failure"),
    /** What came back or was taken back of it. */
    returnedMicros: micros("returned_micros").notNull().default(sql`0`),
    sentBy: id("sent_by").references(() => users.id),
    confirmedBy: id("confirmed_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
    /** Reconciled, failed or cancelled. */
    endedAt: instant("ended_at"),
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    uniqueIndex("payouts_once")
      .on(t.organizationId, t.currency, t.week)
      .where(sql`state NOT IN ('failed', 'cancelled')`),
    uniqueIndex("payouts_transfer").on(t.stripeTransferId),
    uniqueIndex("payouts_number").on(t.number),
    index("payouts_organization").on(t.organizationId, t.createdAt),
    index("payouts_created").on(t.createdAt),
    index("payouts_due").on(t.lookAgainAt).where(sql`ended_at IS NULL`),
    check("payouts_amount", sql`amount_micros > 0 AND returned_micros BETWEEN 0 AND amount_micros`),
    check("payouts_ended", sql`(ended_at IS NOT NULL) = (state IN ('reconciled', 'failed', 'cancelled'))`),
    check("payouts_numbered", sql`(number IS NOT NULL) OR state IN ('planned', 'cancelled')`),
    check("payouts_two_people", sql`confirmed_by IS NULL OR confirmed_by <> sent_by`),
  ],
);

/** A part of a payout that the desk takes back from the operator's Stripe account. */
export const payoutReversals = pgTable(
  "payout_reversals",
  {
    id: id("id").primaryKey(),
    payoutId: id("payout_id")
      .notNull()
      .references(() => payouts.id),
    amountMicros: micros("amount_micros").notNull(),
    reason: text("reason").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    state: text("state", { enum: ["planned", "done", "refused"] }).notNull(),
    stripeReversalId: text("stripe_reversal_id"),
    failure: text("failure"),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    unique("payout_reversals_request").on(t.payoutId, t.idempotencyKey),
    unique("payout_reversals_stripe").on(t.stripeReversalId),
    check("payout_reversals_amount", sql`amount_micros > 0`),
    check("payout_reversals_ended", sql`(ended_at IS NOT NULL) = (state <> 'planned')`),
  ],
);
