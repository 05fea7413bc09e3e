import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { leases } from "./leases";

/** The platform's own eyes outside the hosts, each by its own word. Rows of probes that are gone are removed after a day. */
export const probes = pgTable(
  "probes",
  {
    /** Chosen by whoever starts it, after where it stands. */
    name: text("name").primaryKey(),
    startedAt: instant("started_at").notNull(),
    beatAt: instant("beat_at").notNull(),
    /** Set where it was asked to end, and did. */
    stoppedAt: instant("stopped_at"),
    /** When its last round was told, and how long it took. */
    roundAt: instant("round_at"),
    roundMs: integer("round_ms"),
    everyMs: integer("every_ms").notNull(),
    /** Of its last round: leases, those that did not answer, their operators, and operators of whom nothing answered. */
    leases: integer("leases").notNull().default(0),
    failing: integer("failing").notNull().default(0),
    operators: integer("operators").notNull().default(0),
    operatorsFailing: integer("operators_failing").notNull().default(0),
  },
  () => [check("probes_tally", sql`failing BETWEEN 0 AND leases AND operators_failing BETWEEN 0 AND operators`)],
);

/** What a probe thinks of a lease, updated in place: no row a look. It counts only for the endpoint that it was formed at. */
export const probeOpinions = pgTable(
  "probe_opinions",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    probe: text("probe").notNull(),
    incarnation: integer("incarnation").notNull(),
    address: text("address").notNull(),
    port: integer("port").notNull(),
    lookedAt: instant("looked_at").notNull(),
    answeredAt: instant("answered_at"),
    failedAt: instant("failed_at"),
    /** When the first of the failed looks in a row began. */
    failingSince: instant("failing_since"),
    failures: integer("failures").notNull().default(0),
    /** Of the last failed look. */
    reason: text("reason"),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.probe] }),
    index("probe_opinions_failing").on(t.leaseId).where(sql`failures > 0`),
    check("probe_opinions_failures", sql`failures >= 0 AND (failures > 0) = (failing_since IS NOT NULL)`),
  ],
);

/**
 * When a probe changed its mind of a lease. What a timeline and figures of reliability are made of: never changed, and removed once it is 400 days
 * old (`forgetProbeChanges`), which the database refuses before.
 */
export const probeChanges = pgTable(
  "probe_changes",
  {
    id: id("id").primaryKey(),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    probe: text("probe").notNull(),
    at: instant("at").notNull(),
    answers: boolean("answers").notNull(),
    /** Of the look that changed it; null where it answers. */
    reason: text("reason"),
  },
  (t) => [index("probe_changes_lease").on(t.leaseId, t.at), index("probe_changes_at").on(t.at)],
);
