import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { TELEMETRY_FINDING_KINDS } from "@/lib/core/fleet/judge-telemetry";
import { accelerators, hosts } from "./fleet";
import { users } from "./identity";

const counter = (name: string) => bigint(name, { mode: "number" });

/**
 * What accelerators showed, every ten seconds. Partitioned by time (the migration says so, drizzle cannot): a partition is dropped whole once
 * nothing in it is kept any longer. No foreign key: the verb that writes has just looked the accelerator up, and none is ever deleted.
 */
export const telemetrySamples = pgTable(
  "telemetry_samples",
  {
    acceleratorId: id("accelerator_id").notNull(),
    at: instant("at").notNull(),
    temperatureC: integer("temperature_c"),
    powerMilliwatts: integer("power_milliwatts"),
    utilisationPercent: integer("utilisation_percent"),
    memoryUsedMib: integer("memory_used_mib"),
    eccCorrected: counter("ecc_corrected"),
    eccUncorrected: counter("ecc_uncorrected"),
    linkErrors: counter("link_errors"),
    pcieReplays: counter("pcie_replays"),
    xid: integer("xid"),
    /** When that Xid was logged, the last time. */
    xidAt: instant("xid_at"),
  },
  (t) => [primaryKey({ columns: [t.acceleratorId, t.at] })],
);

/** Sums and counts instead of averages, so that an hour made of minutes is what it would be made of samples. `at` is where it begins. */
const rollupColumns = () => ({
  acceleratorId: id("accelerator_id").notNull(),
  at: instant("at").notNull(),
  samples: integer("samples").notNull(),
  temperatureMin: integer("temperature_min"),
  temperatureMax: integer("temperature_max"),
  temperatureSum: counter("temperature_sum").notNull(),
  temperatureCount: integer("temperature_count").notNull(),
  powerMin: integer("power_min"),
  powerMax: integer("power_max"),
  powerSum: counter("power_sum").notNull(),
  powerCount: integer("power_count").notNull(),
  utilisationMin: integer("utilisation_min"),
  utilisationMax: integer("utilisation_max"),
  utilisationSum: counter("utilisation_sum").notNull(),
  utilisationCount: integer("utilisation_count").notNull(),
  memoryUsedMin: integer("memory_used_min"),
  memoryUsedMax: integer("memory_used_max"),
  memoryUsedSum: counter("memory_used_sum").notNull(),
  memoryUsedCount: integer("memory_used_count").notNull(),
  eccCorrected: counter("ecc_corrected"),
  eccUncorrected: counter("ecc_uncorrected"),
  linkErrors: counter("link_errors"),
  pcieReplays: counter("pcie_replays"),
  /** The last that a sample named. */
  xid: integer("xid"),
});

export const telemetryMinutes = pgTable("telemetry_minutes", rollupColumns(), (t) => [
  primaryKey({ columns: [t.acceleratorId, t.at] }),
]);

export const telemetryHours = pgTable("telemetry_hours", rollupColumns(), (t) => [
  primaryKey({ columns: [t.acceleratorId, t.at] }),
]);

/** What has to be rolled up, or again because samples came late: whoever writes marks it, in the same transaction. */
export const telemetryPending = pgTable(
  "telemetry_pending",
  {
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    resolution: text("resolution", { enum: ["minute", "hour"] }).notNull(),
    at: instant("at").notNull(),
    touchedAt: instant("touched_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.hostId, t.resolution, t.at] }),
    index("telemetry_pending_due").on(t.resolution, t.at),
  ],
);

/** How far each host's telemetry has come. */
export const telemetryHosts = pgTable("telemetry_hosts", {
  hostId: id("host_id")
    .primaryKey()
    .references(() => hosts.id),
  /** The last batch that was taken: of which run of the agent, and which of that run. */
  run: integer("run").notNull(),
  batch: integer("batch").notNull(),
  receivedAt: instant("received_at").notNull(),
  newestSampleAt: instant("newest_sample_at"),
  /** Samples that the agent gave up in that run. */
  dropped: integer("dropped").notNull(),
});

/** What telemetry found wrong with an accelerator; an open one keeps it from sale. The host's own word of its health stands beside it. */
export const acceleratorFindings = pgTable(
  "accelerator_findings",
  {
    id: id("id").primaryKey(),
    acceleratorId: id("accelerator_id")
      .notNull()
      .references(() => accelerators.id),
    kind: text("kind", { enum: TELEMETRY_FINDING_KINDS }).notNull(),
    health: text("health", { enum: ["degraded", "failed"] }).notNull(),
    reason: text("reason").notNull(),
    /** Degrees, errors or the Xid's number: what it is held against later. */
    value: bigint("value", { mode: "number" }).notNull(),
    foundAt: instant("found_at").notNull(),
    clearedAt: instant("cleared_at"),
    clearedBecause: text("cleared_because"),
    /** Of the desk, who cleared it by hand; null where its cause went away. */
    clearedBy: id("cleared_by").references(() => users.id),
    /** Cleared by hand while what it was found by still stands: that is not found again until it has been over, or has become another. */
    isWaived: boolean("is_waived").notNull().default(false),
    /** Its operator's people say that it is put right, and ask the desk to clear it. */
    askedAt: instant("asked_at"),
    askedBy: id("asked_by").references(() => users.id),
    askedBecause: text("asked_because"),
  },
  (t) => [
    uniqueIndex("accelerator_findings_open").on(t.acceleratorId, t.kind).where(sql`cleared_at IS NULL`),
    index("accelerator_findings_accelerator").on(t.acceleratorId, t.foundAt),
    index("accelerator_findings_waived").on(t.acceleratorId).where(sql`is_waived`),
    index("accelerator_findings_found").on(t.foundAt),
    check("accelerator_findings_asked", sql`(asked_at IS NULL) = (asked_because IS NULL)`),
    check("accelerator_findings_cleared", sql`(cleared_at IS NULL) = (cleared_because IS NULL)`),
  ],
);
