import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant, micros, timeRange } from "@/db/columns";
import { INTERVAL_STATES } from "@/lib/core/leases/states";
import { users } from "./identity";
import { leases } from "./leases";
import { ledgerTransactions } from "./ledger";

/**
 * What was metered, written once: [segStart, segEnd) of one lease in one state at one price within one UTC hour. The chain of `prevEnd`
 * makes gaps, overlaps and forks impossible with one b-tree: starts are unique, one row has no neighbour before it, and every other
 * row's neighbour was there when it was written and stays. What it refers to is checked once a statement, not once a row
 * (trigger `refers`); what is referred to is never deleted.
 */
export const usageSegments = pgTable(
  "usage_segments",
  {
    leaseId: id("lease_id").notNull(),
    segStart: instant("seg_start").notNull(),
    segEnd: instant("seg_end").notNull(),
    /** The neighbour's end before this one; null only for the lease's first segment. */
    prevEnd: instant("prev_end"),
    intervalId: id("interval_id").notNull(),
    state: text("state", { enum: INTERVAL_STATES }).notNull(),
    units: integer("units").notNull(),
    retailRateId: id("retail_rate_id"),
    wholesaleRateId: id("wholesale_rate_id"),
    retailMicros: micros("retail_micros").notNull(),
    wholesaleMicros: micros("wholesale_micros").notNull(),
    taxMicros: micros("tax_micros").notNull().default(sql`0`),
    taxRateId: id("tax_rate_id"),
    /** Where the customer pays in another currency: retail and tax, converted. Null where it is their plain sum. */
    chargeMicros: micros("charge_micros"),
    fxRateId: id("fx_rate_id"),
    zeroReason: text("zero_reason"),
    transactionNumber: bigint("transaction_number", { mode: "bigint" }),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.segStart] }),
    uniqueIndex("usage_segments_one_start").on(t.leaseId).where(sql`prev_end IS NULL`),
    index("usage_segments_period").on(t.segStart),
    check("usage_segments_forward", sql`seg_start < seg_end`),
    check("usage_segments_adjacent", sql`prev_end IS NULL OR prev_end = seg_start`),
    check("usage_segments_hour", sql`seg_end <= date_trunc('hour', seg_start, 'UTC') + interval '1 hour'`),
    check(
      "usage_segments_seconds",
      sql`date_trunc('second', seg_start) = seg_start AND date_trunc('second', seg_end) = seg_end`,
    ),
    check(
      "usage_segments_zero",
      sql`(zero_reason IS NOT NULL AND retail_micros = 0 AND retail_rate_id IS NULL) OR (zero_reason IS NULL AND retail_rate_id IS NOT NULL)`,
    ),
    check(
      "usage_segments_posted",
      sql`(transaction_number IS NULL) = (retail_micros = 0 AND wholesale_micros = 0 AND tax_micros = 0)`,
    ),
    check("usage_segments_converted", sql`(fx_rate_id IS NULL) = (charge_micros IS NULL)`),
    check("usage_segments_taxed", sql`tax_micros = 0 OR tax_rate_id IS NOT NULL`),
  ],
);

/**
 * What was found out later about a lease: another state or price for a window. The latest word on a second counts; one that another
 * replaces is superseded. Windows of one lease and kind that stand never overlap (exclusion constraint).
 */
export const leaseCorrections = pgTable(
  "lease_corrections",
  {
    id: id("id").primaryKey(),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    kind: text("kind", { enum: ["state", "retail_rate", "wholesale_rate"] }).notNull(),
    during: timeRange("during").notNull(),
    state: text("state", { enum: INTERVAL_STATES }),
    microsPerUnitHour: micros("micros_per_unit_hour"),
    reason: text("reason").notNull(),
    /** Where the knowledge comes from: a log, a ticket, a claim. */
    evidence: text("evidence"),
    /** Of the request that made it: sent again, it changes nothing. Null for what is left of an earlier one. */
    idempotencyKey: text("idempotency_key"),
    /** The correction that this is what is left of, after another replaced a part of it. */
    remainderOf: id("remainder_of"),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    supersededAt: instant("superseded_at"),
  },
  (t) => [
    index("lease_corrections_lease").on(t.leaseId, t.createdAt),
    index("lease_corrections_created").on(t.createdAt),
    unique("lease_corrections_once").on(t.leaseId, t.idempotencyKey),
    foreignKey({ name: "lease_corrections_remainder", columns: [t.remainderOf], foreignColumns: [t.id] }),
    check("lease_corrections_origin", sql`num_nonnulls(idempotency_key, remainder_of) <= 1`),
    check(
      "lease_corrections_value",
      sql`(kind = 'state' AND state IN ('running', 'unreachable') AND micros_per_unit_hour IS NULL)
      OR (kind <> 'state' AND state IS NULL AND micros_per_unit_hour >= 0)`,
    ),
  ],
);

/** Corrections of segments, which are never updated: the difference between what should have been booked in a UTC hour and what was. */
export const usageAdjustments = pgTable(
  "usage_adjustments",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    /** The UTC hour, clipped to the lease. */
    window: timeRange("window").notNull(),
    rev: integer("rev").notNull(),
    deltaSeconds: bigint("delta_seconds", { mode: "bigint" }).notNull(),
    deltaRetailMicros: micros("delta_retail_micros").notNull(),
    deltaWholesaleMicros: micros("delta_wholesale_micros").notNull(),
    deltaTaxMicros: micros("delta_tax_micros").notNull().default(sql`0`),
    /** In the customer's currency; null where it is retail and tax. */
    deltaChargeMicros: micros("delta_charge_micros"),
    reason: text("reason").notNull(),
    correctionId: id("correction_id").references(() => leaseCorrections.id),
    transactionNumber: bigint("transaction_number", { mode: "bigint" }).references(() => ledgerTransactions.number),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.window, t.rev] }),
    index("usage_adjustments_transaction").on(t.transactionNumber),
    index("usage_adjustments_created").on(t.createdAt),
  ],
);

/** What unreachable time beyond the promise is worth to the customer: a share of what the window cost them. */
export const slaRules = pgTable(
  "sla_rules",
  {
    id: id("id").primaryKey(),
    name: text("name").notNull(),
    /** UTC day or month that it looks at; `maintenance`: each window that stops an instance, whose share is of an hour's price. */
    window: text("window", { enum: ["day", "month", "maintenance"] }).notNull(),
    /** Unreachable seconds of a lease that the promise allows in a window. */
    allowedSeconds: integer("allowed_seconds").notNull(),
    creditBps: integer("credit_bps").notNull(),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  () => [check("sla_rules_bounds", sql`allowed_seconds >= 0 AND credit_bps BETWEEN 1 AND 10000`)],
);

/** One credit per lease, window and rule: to the customer, charged back to the operator by contract, in one transaction. */
export const slaCredits = pgTable(
  "sla_credits",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    window: timeRange("window").notNull(),
    ruleId: id("rule_id")
      .notNull()
      .references(() => slaRules.id),
    unreachableSeconds: bigint("unreachable_seconds", { mode: "bigint" }).notNull(),
    /** What the customer had paid for the window before tax, corrections of it included. */
    retailMicros: micros("retail_micros").notNull(),
    creditMicros: micros("credit_micros").notNull(),
    /** The credit in the customer's currency; null where it is the lease's. */
    convertedMicros: micros("converted_micros"),
    chargedBackMicros: micros("charged_back_micros").notNull(),
    transactionNumber: bigint("transaction_number", { mode: "bigint" })
      .notNull()
      .references(() => ledgerTransactions.number),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.window, t.ruleId] }),
    index("sla_credits_created").on(t.createdAt),
    check("sla_credits_amounts", sql`credit_micros > 0 AND charged_back_micros BETWEEN 0 AND credit_micros`),
  ],
);

/** That a lease's window was held against the rules: again only once the lease has more corrections than were seen then. */
export const slaChecks = pgTable(
  "sla_checks",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    window: timeRange("window").notNull(),
    correctionCount: integer("correction_count").notNull(),
    checkedAt: instant("checked_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.leaseId, t.window] })],
);

/** A UTC hour that is closed, 15 min after its end: what is booked of it later is a late fact of the open period. */
export const hourCloses = pgTable("hour_closes", {
  hour: instant("hour").primaryKey(),
  /** Leases that were not billed through the hour then, for want of proof. */
  stalledLeases: integer("stalled_leases").notNull(),
  closedAt: instant("closed_at").notNull().defaultNow(),
});
