import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { ACCOUNT_KINDS, TRANSACTION_KINDS } from "@/lib/core/ledger/accounts";
import { CURRENCIES } from "@/lib/core/money";
import { organizations } from "./identity";

const currency = () => text("currency", { enum: CURRENCIES }).notNull();

export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: ACCOUNT_KINDS }).notNull(),
    /** Null for the platform's own accounts. */
    organizationId: id("organization_id").references(() => organizations.id),
    currency: currency(),
    /** Σ entries for a tenant's account; null for the platform's, which would be one hot row. */
    balanceMicros: micros("balance_micros"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    unique("ledger_accounts_once").on(t.kind, t.organizationId, t.currency).nullsNotDistinct(),
    unique("ledger_accounts_currency").on(t.id, t.currency),
    index("ledger_accounts_organization").on(t.organizationId),
    check("ledger_accounts_materialised", sql`(organization_id IS NULL) = (balance_micros IS NULL)`),
  ],
);

/** Append-only. (kind, ref, rev) is the money fact: the same fact posts once. */
export const ledgerTransactions = pgTable(
  "ledger_transactions",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: TRANSACTION_KINDS }).notNull(),
    ref: text("ref").notNull(),
    rev: integer("rev").notNull().default(0),
    effectiveAt: instant("effective_at").notNull(),
    reverses: id("reverses"),
    memo: text("memo"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    unique("ledger_transactions_fact").on(t.kind, t.ref, t.rev),
    index("ledger_transactions_effective").on(t.effectiveAt),
    foreignKey({ name: "ledger_transactions_reverses", columns: [t.reverses], foreignColumns: [t.id] }),
  ],
);

/** Append-only; a statement that leaves a transaction unbalanced is refused (trigger). */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    transactionId: id("transaction_id")
      .notNull()
      .references(() => ledgerTransactions.id),
    line: integer("line").notNull(),
    accountId: id("account_id").notNull(),
    currency: currency(),
    /** What it adds to the account, credit positive. */
    amountMicros: micros("amount_micros").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.transactionId, t.line] }),
    foreignKey({
      name: "ledger_entries_account",
      columns: [t.accountId, t.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
    }),
    index("ledger_entries_account_index").on(t.accountId, t.transactionId),
    check("ledger_entries_nonzero", sql`amount_micros <> 0`),
  ],
);

/** Set aside of a prepaid balance for one lease, from launch to its end. */
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
    uniqueIndex("ledger_holds_ref").on(t.ref),
    index("ledger_holds_open").on(t.accountId).where(sql`released_at IS NULL`),
    check("ledger_holds_positive", sql`amount_micros > 0`),
  ],
);
