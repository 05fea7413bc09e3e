import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { STATEMENT_LINE_TYPES } from "@/lib/core/billing/statement";
import { CURRENCIES } from "@/lib/core/money";
import { organizations, users } from "./identity";
import { leases } from "./leases";
import { projects } from "./organizations";

const currency = () => text("currency", { enum: CURRENCIES }).notNull();

/** Numbers of documents without gaps: the row is locked and counted up in the transaction that issues one. */
export const documentSeries = pgTable("document_series", {
  /** `INV-2026`, `STM-2026`, `SET-2026`. */
  series: text("series").primaryKey(),
  next: integer("next").notNull().default(1),
});

/** What a document says of its two parties, as it was when it was issued. */
export interface StatementParties {
  issuer: { name: string; address: string; taxId: string | null };
  recipient: { name: string; address: string; taxId: string | null; jurisdiction: string | null };
  /** Sentences that the law or the contract wants on it. */
  notes: string[];
}

/**
 * A party's month, unique per party, month and currency. It holds every entry of the party's account that took effect by the
 * month's end, was numbered by `highWater` and is in no earlier statement; so each entry is in one, and late facts are in the next.
 */
export const statements = pgTable(
  "statements",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: ["usage_statement", "invoice", "settlement"] }).notNull(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    currency: currency(),
    /** First day of the UTC month. */
    month: date("month", { mode: "string" }).notNull(),
    number: text("number").notNull(),
    previousId: id("previous_id"),
    highWater: bigint("high_water", { mode: "bigint" }).notNull(),
    /** Every transaction numbered below this took effect by the month's end, so the next statement need not look there. */
    lowWater: bigint("low_water", { mode: "bigint" }).notNull(),
    openingMicros: micros("opening_micros").notNull(),
    closingMicros: micros("closing_micros").notNull(),
    /** Σ of the document's rounded lines, in minor units; what rounding added to the ledger's figure is `roundingMicros`. */
    totalMinor: bigint("total_minor", { mode: "bigint" }).notNull(),
    roundingMicros: micros("rounding_micros").notNull(),
    parties: jsonb("parties").$type<StatementParties>().notNull(),
    /** Hex SHA-256 of the canonical content: regenerated from the ledger, it must come out the same. */
    contentHash: text("content_hash").notNull(),
    issuedAt: instant("issued_at").notNull(),
  },
  (t) => [
    unique("statements_number").on(t.number),
    uniqueIndex("statements_once").on(sql`(kind = 'settlement')`, t.organizationId, t.month, t.currency),
    index("statements_organization").on(t.organizationId, t.month),
    index("statements_month").on(t.month),
    check("statements_month_start", sql`date_trunc('month', month) = month`),
    check("statements_marks", sql`low_water BETWEEN 0 AND high_water + 1`),
  ],
);

/** A month for which every party has its statement; what is booked of it later is in the next one's. */
export const monthCloses = pgTable("month_closes", {
  /** First day of the UTC month. */
  month: date("month", { mode: "string" }).primaryKey(),
  statementCount: integer("statement_count").notNull(),
  closedAt: instant("closed_at").notNull().defaultNow(),
});

export const statementLines = pgTable(
  "statement_lines",
  {
    statementId: id("statement_id")
      .notNull()
      .references(() => statements.id),
    line: integer("line").notNull(),
    type: text("type", { enum: STATEMENT_LINE_TYPES }).notNull(),
    leaseId: id("lease_id").references(() => leases.id),
    skuCode: text("sku_code"),
    /** Of the price version that it is rated at. */
    microsPerUnitHour: micros("micros_per_unit_hour"),
    units: integer("units"),
    seconds: bigint("seconds", { mode: "bigint" }),
    description: text("description").notNull(),
    /** What the line adds to the party's account, credit positive, exactly as the ledger has it. */
    amountMicros: micros("amount_micros").notNull(),
    /** The same, rounded half to even. */
    amountMinor: bigint("amount_minor", { mode: "bigint" }).notNull(),
    /** First and last moment of what it sums. */
    from: instant("from"),
    to: instant("to"),
  },
  (t) => [primaryKey({ columns: [t.statementId, t.line] }), index("statement_lines_lease").on(t.leaseId)],
);

/** A month's limit, of all instances or of one project's, that warns; a project's may refuse launches besides. */
export const budgets = pgTable(
  "budgets",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Null: of all that the organization uses. */
    projectId: id("project_id"),
    name: text("name").notNull(),
    currency: currency(),
    monthlyMicros: micros("monthly_micros").notNull(),
    /** Once the month has cost all of it, nothing is launched or started in the project. */
    refusesLaunches: boolean("refuses_launches").notNull().default(false),
    /** Shares of it that raise a notice, basis points, ascending. */
    alertBps: integer("alert_bps").array().notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    uniqueIndex("budgets_name").on(t.organizationId, t.name).where(sql`removed_at IS NULL`),
    uniqueIndex("budgets_project").on(t.projectId).where(sql`project_id IS NOT NULL AND removed_at IS NULL`),
    foreignKey({
      name: "budgets_project_own",
      columns: [t.organizationId, t.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }),
    check("budgets_amount", sql`monthly_micros > 0`),
    check("budgets_refusing", sql`project_id IS NOT NULL OR NOT refuses_launches`),
  ],
);
