import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { RECONCILIATION_ACCOUNTS } from "@/lib/core/payments/movement-kinds";
import { users } from "./identity";
import { ledgerTransactions } from "./ledger";

const minor = (name: string) => bigint(name, { mode: "bigint" });

/** Every movement of our balance at Stripe, kept once by Stripe's id, to be held against the ledger. */
export const stripeBalanceTransactions = pgTable(
  "stripe_balance_transactions",
  {
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    /** Upper case, as ours; Stripe may move one that we have no account in. */
    currency: text("currency").notNull(),
    amountMinor: minor("amount_minor").notNull(),
    feeMinor: minor("fee_minor").notNull(),
    netMinor: minor("net_minor").notNull(),
    /** Net, in micros: what it adds to the balance there. */
    netMicros: micros("net_micros").notNull(),
    sourceId: text("source_id"),
    /** Of the source: which payout, refund or invoice of ours it names. */
    sourceMetadata: jsonb("source_metadata").$type<Record<string, string>>().notNull().default({}),
    description: text("description"),
    createdAt: instant("created_at").notNull(),
    availableOn: instant("available_on").notNull(),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (t) => [
    index("stripe_balance_transactions_created").on(t.createdAt),
    index("stripe_balance_transactions_source").on(t.sourceId),
  ],
);

export interface ReconciliationTotal {
  /** A type of Stripe's, or `not_at_stripe`. */
  type: string;
  currency: string;
  count: number;
  stripeMicros: string;
  booksMicros: string;
}

export interface ReconciliationBalance {
  currency: string;
  availableMicros: string;
  pendingMicros: string;
  /** What the ledger says that Stripe holds for us. */
  booksMicros: string;
}

/** One look at all movements; begun by the worker daily or asked for by the desk, and gone on with by the next where a worker died. */
export const reconciliations = pgTable(
  "reconciliations",
  {
    id: id("id").primaryKey(),
    state: text("state", { enum: ["fetching", "done"] }).notNull(),
    /** Null: the daily one. */
    requestedBy: id("requested_by").references(() => users.id),
    /** Movements created from here… */
    fetchFrom: instant("fetch_from"),
    /** …to here are fetched. */
    fetchThrough: instant("fetch_through").notNull(),
    /** The last one of the last page that was kept: the next page begins behind it. */
    cursor: text("cursor"),
    fetched: integer("fetched").notNull().default(0),
    totals: jsonb("totals").$type<ReconciliationTotal[]>().notNull().default([]),
    balances: jsonb("balances").$type<ReconciliationBalance[]>().notNull().default([]),
    openDifferences: integer("open_differences").notNull().default(0),
    error: text("error"),
    leasedUntil: instant("leased_until"),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    uniqueIndex("reconciliations_one").on(sql`(true)`).where(sql`state <> 'done'`),
    index("reconciliations_started").on(t.startedAt),
    check("reconciliations_finished", sql`(finished_at IS NOT NULL) = (state = 'done')`),
  ],
);

/** What Stripe and the books do not agree on; open until it is gone, booked or accepted with a reason. */
export const reconciliationDifferences = pgTable(
  "reconciliation_differences",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: ["missing_in_books", "missing_at_stripe", "amount_differs"] }).notNull(),
    /** The movement's id at Stripe, or the ledger transaction's `ltx_…`. */
    subject: text("subject").notNull(),
    type: text("type").notNull(),
    currency: text("currency").notNull(),
    stripeMicros: micros("stripe_micros").notNull(),
    booksMicros: micros("books_micros").notNull(),
    /** What of ours it is about, where it can be told: a top-up, a refund, an invoice. */
    aboutId: text("about_id"),
    happenedAt: instant("happened_at").notNull(),
    state: text("state", { enum: ["open", "resolved", "accepted"] }).notNull(),
    reason: text("reason"),
    /** Above the limit of one person: who would book it, against which account; the reason is theirs until another agrees. */
    proposedBy: id("proposed_by").references(() => users.id),
    proposedAccount: text("proposed_account", { enum: RECONCILIATION_ACCOUNTS }),
    transactionNumber: bigint("transaction_number", { mode: "bigint" }).references(() => ledgerTransactions.number),
    foundAt: instant("found_at").notNull(),
    decidedBy: id("decided_by").references(() => users.id),
    endedAt: instant("ended_at"),
  },
  (t) => [
    unique("reconciliation_differences_subject").on(t.subject),
    index("reconciliation_differences_state").on(t.state, t.foundAt),
    check("reconciliation_differences_ended", sql`(ended_at IS NULL) = (state = 'open')`),
    check("reconciliation_differences_accepted", sql`(state = 'accepted') <= (reason IS NOT NULL)`),
  ],
);
