import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { ACCOUNT_KINDS, TRANSACTION_KINDS } from "@/lib/core/ledger/accounts";
import { CURRENCIES } from "@/lib/core/money";
import { organizations, users } from "./identity";

const currency = () => text("currency", { enum: CURRENCIES }).notNull();
/** Transactions and accounts are named by number where rows are many: an entry is half the size, and so are its indexes. */
const transactionNumber = (name = "transaction_number") => bigint(name, { mode: "bigint" });

export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    id: id("id").primaryKey(),
    number: integer("number").generatedAlwaysAsIdentity().notNull(),
    kind: text("kind", { enum: ACCOUNT_KINDS }).notNull(),
    /** Null for the platform's own accounts. */
    organizationId: id("organization_id").references(() => organizations.id),
    currency: currency(),
    /** Of tax: its jurisdiction. Empty elsewhere. */
    qualifier: text("qualifier").notNull().default(""),
    /** Σ entries for a tenant's account; null for the platform's, which would be one hot row. */
    balanceMicros: micros("balance_micros"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    unique("ledger_accounts_once").on(t.kind, t.organizationId, t.currency, t.qualifier).nullsNotDistinct(),
    unique("ledger_accounts_number").on(t.number, t.currency),
    index("ledger_accounts_organization").on(t.organizationId),
    check("ledger_accounts_materialised", sql`(organization_id IS NULL) = (balance_micros IS NULL)`),
    check("ledger_accounts_qualifier", sql`(kind = 'tax') = (qualifier <> '')`),
  ],
);

/** Append-only. (kind, ref, rev) is the money fact: the same fact posts once. People see the number as `ltx_123`. */
export const ledgerTransactions = pgTable(
  "ledger_transactions",
  {
    number: transactionNumber("number").primaryKey().generatedAlwaysAsIdentity(),
    effectiveAt: instant("effective_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    reverses: transactionNumber("reverses"),
    rev: integer("rev").notNull().default(0),
    kind: text("kind", { enum: TRANSACTION_KINDS }).notNull(),
    ref: text("ref").notNull(),
    memo: text("memo"),
  },
  (t) => [
    unique("ledger_transactions_fact").on(t.kind, t.ref, t.rev),
    index("ledger_transactions_effective").on(t.effectiveAt),
    foreignKey({ name: "ledger_transactions_reverses", columns: [t.reverses], foreignColumns: [t.number] }),
  ],
);

/** Append-only; a statement that leaves a transaction unbalanced, or names an account or transaction that is not there, is refused (trigger). */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    transactionNumber: transactionNumber().notNull(),
    /** What it adds to the account, credit positive. */
    amountMicros: micros("amount_micros").notNull(),
    accountNumber: integer("account_number").notNull(),
    line: smallint("line").notNull(),
    currency: currency(),
  },
  (t) => [
    primaryKey({ columns: [t.transactionNumber, t.line] }),
    index("ledger_entries_account_index").on(t.accountNumber, t.transactionNumber),
    check("ledger_entries_nonzero", sql`amount_micros <> 0`),
  ],
);

/** Set aside of a prepaid balance for one lease, while it holds accelerators. */
export const ledgerHolds = pgTable(
  "ledger_holds",
  {
    id: id("id").primaryKey(),
    accountId: id("account_id")
      .notNull()
      .references(() => ledgerAccounts.id),
    /** What it is for: a lease id. */
    ref: text("ref").notNull(),
    amountMicros: micros("amount_micros").notNull(),
    heldAt: instant("held_at").notNull().defaultNow(),
    releasedAt: instant("released_at"),
  },
  (t) => [
    uniqueIndex("ledger_holds_ref").on(t.ref).where(sql`released_at IS NULL`),
    index("ledger_holds_open").on(t.accountId).where(sql`released_at IS NULL`),
    check("ledger_holds_positive", sql`amount_micros > 0`),
  ],
);

/** Promotional money: used before prepaid money, the grant that expires first before the others. */
export const promoGrants = pgTable(
  "promo_grants",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    currency: currency(),
    amountMicros: micros("amount_micros").notNull(),
    /** What is neither used nor expired; the grants' sum is the promo account's balance. */
    remainingMicros: micros("remaining_micros").notNull(),
    reason: text("reason").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** Numbers the uses, so that each has a ref of its own. */
    uses: integer("uses").notNull().default(0),
    idempotencyKey: text("idempotency_key").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    unique("promo_grants_once").on(t.organizationId, t.idempotencyKey),
    index("promo_grants_open").on(t.organizationId, t.currency, t.expiresAt).where(sql`remaining_micros > 0`),
    index("promo_grants_organization").on(t.organizationId, t.createdAt),
    index("promo_grants_expiring").on(t.expiresAt).where(sql`remaining_micros > 0`),
    check("promo_grants_amounts", sql`amount_micros > 0 AND remaining_micros BETWEEN 0 AND amount_micros`),
  ],
);

/** A movement that a person asked for; above the limit another person must approve it before it is posted. */
export const manualAdjustments = pgTable(
  "manual_adjustments",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: ["adjustment", "write_off"] }).notNull(),
    state: text("state", { enum: ["requested", "posted", "rejected"] }).notNull(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** The tenant's account that it moves, and the platform's that it is held against. */
    accountKind: text("account_kind", { enum: ACCOUNT_KINDS }).notNull(),
    contraKind: text("contra_kind", { enum: ACCOUNT_KINDS }).notNull(),
    currency: currency(),
    /** What it adds to the tenant's account, credit positive. */
    amountMicros: micros("amount_micros").notNull(),
    reason: text("reason").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    requestedBy: id("requested_by")
      .notNull()
      .references(() => users.id),
    requestedAt: instant("requested_at").notNull().defaultNow(),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    decisionNote: text("decision_note"),
    transactionNumber: transactionNumber().references(() => ledgerTransactions.number),
  },
  (t) => [
    unique("manual_adjustments_once").on(t.idempotencyKey),
    index("manual_adjustments_state").on(t.state, t.requestedAt),
    index("manual_adjustments_organization").on(t.organizationId, t.requestedAt),
    check("manual_adjustments_nonzero", sql`amount_micros <> 0`),
    check("manual_adjustments_posted", sql`(state = 'posted') = (transaction_number IS NOT NULL)`),
    check("manual_adjustments_decided", sql`(state = 'rejected') <= (decided_at IS NOT NULL)`),
  ],
);

/** The books as they stood when a UTC day was closed: every transaction numbered above the day before's mark, up to this one. */
export const ledgerDayCloses = pgTable(
  "ledger_day_closes",
  {
    day: date("day", { mode: "string" }).primaryKey(),
    highWater: bigint("high_water", { mode: "bigint" }).notNull(),
    transactionCount: bigint("transaction_count", { mode: "bigint" }).notNull(),
    /** Hex SHA-256 over the day before's hash and the day's entries (`ledger_day_hash`). */
    hash: text("hash").notNull(),
    previousHash: text("previous_hash").notNull(),
    closedAt: instant("closed_at").notNull().defaultNow(),
  },
  (t) => [unique("ledger_day_closes_hash").on(t.hash)],
);

/** Every account's balance at a day's mark: a platform account is its last snapshot and the entries since. */
export const ledgerDayBalances = pgTable(
  "ledger_day_balances",
  {
    day: date("day", { mode: "string" })
      .notNull()
      .references(() => ledgerDayCloses.day),
    accountNumber: integer("account_number").notNull(),
    balanceMicros: micros("balance_micros").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.accountNumber] })],
);
