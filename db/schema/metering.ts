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
import { leaseIntervals, leaseRates, leases } from "./leases";
import { ledgerTransactions } from "./ledger";

/**
 * What was metered, written once: [segStart, segEnd) of one lease in one state at one price within one UTC hour. The chain
 * of `prevEnd` makes gaps, overlaps and forks impossible with plain b-trees (money.md, Tables).
 */
export const usageSegments = pgTable(
  "usage_segments",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    segStart: instant("seg_start").notNull(),
    segEnd: instant("seg_end").notNull(),
    /** The neighbour's end before this one; null only for the lease's first segment. */
    prevEnd: instant("prev_end"),
    id: id("id").notNull(),
    intervalId: id("interval_id")
      .notNull()
      .references(() => leaseIntervals.id),
    state: text("state", { enum: INTERVAL_STATES }).notNull(),
    units: integer("units").notNull(),
    retailRateId: id("retail_rate_id").references(() => leaseRates.id),
    wholesaleRateId: id("wholesale_rate_id").references(() => leaseRates.id),
    retailMicros: micros("retail_micros").notNull(),
    wholesaleMicros: micros("wholesale_micros").notNull(),
    zeroReason: text("zero_reason"),
    transactionId: id("transaction_id").references(() => ledgerTransactions.id),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.segStart] }),
    unique("usage_segments_end").on(t.leaseId, t.segEnd),
    foreignKey({
      name: "usage_segments_chain",
      columns: [t.leaseId, t.prevEnd],
      foreignColumns: [t.leaseId, t.segEnd],
    }),
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
    check("usage_segments_posted", sql`(transaction_id IS NULL) = (retail_micros = 0 AND wholesale_micros = 0)`),
  ],
);

/** Corrections of segments, which are never updated: the difference between what should have been booked and what was. */
export const usageAdjustments = pgTable(
  "usage_adjustments",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    window: timeRange("window").notNull(),
    rev: integer("rev").notNull(),
    deltaSeconds: bigint("delta_seconds", { mode: "bigint" }).notNull(),
    deltaRetailMicros: micros("delta_retail_micros").notNull(),
    deltaWholesaleMicros: micros("delta_wholesale_micros").notNull(),
    reason: text("reason").notNull(),
    transactionId: id("transaction_id").references(() => ledgerTransactions.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.leaseId, t.window, t.rev] })],
);
