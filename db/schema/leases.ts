import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
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
import { id, instant, micros, timeRange } from "@/db/columns";
import { REBOOT_POLICIES } from "@/lib/core/leases/reboot";
import { INTERVAL_STATES, LEASE_STATES, RETAINED_STATES } from "@/lib/core/leases/states";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { CURRENCIES } from "@/lib/core/money";
import { customerDiscounts, priceBookEntries, skus } from "./catalog";
import { accelerators, hosts, offers, sites } from "./fleet";
import { organizations, sshKeys, users } from "./identity";
import { leaseEndpointColumns } from "./lease-endpoint";
import { projects } from "./organizations";
import { wholesaleRates } from "./terms";

export const leases = pgTable(
  "leases",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    createdBy: id("created_by")
      .notNull()
      .references(() => users.id),
    /** Null: of no project. */
    projectId: id("project_id"),
    name: text("name").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    /** SHA-256 of the launch request, so that a key reused for another request is refused. */
    requestHash: text("request_hash").notNull(),
    /** Of the request that asked for its present container: what worker and agent say of it is found by it. */
    requestId: text("request_id"),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    acceleratorCount: integer("accelerator_count").notNull(),
    operatorId: id("operator_id")
      .notNull()
      .references(() => organizations.id),
    offerId: id("offer_id")
      .notNull()
      .references(() => offers.id),
    siteId: id("site_id")
      .notNull()
      .references(() => sites.id),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    /** The offer's, in which the lease is rated. */
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** The customer's, in which it is paid. */
    billingCurrency: text("billing_currency", { enum: CURRENCIES }).notNull(),
    image: text("image").notNull(),
    cpuMillis: integer("cpu_millis").notNull(),
    memoryMib: integer("memory_mib").notNull(),
    /** Data that outlives a stop, at /workspace. */
    diskGib: integer("disk_gib").notNull().default(DEFAULT_DISK_GIB),
    simulated: boolean("simulated").notNull(),
    /** What becomes of it when its host has restarted; the customer's choice at launch. */
    onHostReboot: text("on_host_reboot", { enum: REBOOT_POLICIES }).notNull().default("restart"),
    state: text("state", { enum: LEASE_STATES }).notNull(),
    /** Which of its containers the lease has come to: grows with each start again, so that what an earlier one does is no news of this. */
    incarnation: integer("incarnation").notNull().default(1),
    /** Why it stopped, ended or failed, in words for the customer. */
    endReason: text("end_reason"),
    requestedAt: instant("requested_at").notNull(),
    bootDeadlineAt: instant("boot_deadline_at").notNull(),
    runningAt: instant("running_at"),
    stopRequestedAt: instant("stop_requested_at"),
    /** What the stop that was asked for leaves: nothing, or the data. */
    stopKeepsData: boolean("stop_keeps_data").notNull().default(false),
    endedAt: instant("ended_at"),
    /** The customer's own limits: stopped in time for either. */
    endsAt: instant("ends_at"),
    spendLimitMicros: micros("spend_limit_micros"),
    /** Set while the data is kept for nothing: it is deleted then, not before a day's notice. As what: null is `retained`. */
    retainUntil: instant("retain_until"),
    retainedAs: text("retained_as", { enum: RETAINED_STATES }),
    /** First edge of the lease's tiling: the request, truncated to the second. */
    billedFrom: instant("billed_from").notNull(),
    /** Every second before this is in a usage segment. Never after `provenThrough`. */
    billedThrough: instant("billed_through").notNull(),
    /** Every second before this is known: proven by a heartbeat, or in a state that needs no proof. */
    provenThrough: instant("proven_through").notNull(),
    nextDue: instant("next_due"),
    containerId: text("container_id"),
    hostBootId: text("host_boot_id"),
    /** The container's uptime that the next proof is held against (lib/core/leases/proof.ts), and when the last one arrived. */
    proofUptimeMs: bigint("proof_uptime_ms", { mode: "number" }),
    proofAt: instant("proof_at"),
    ...leaseEndpointColumns,
  },
  (t) => [
    unique("leases_idempotency").on(t.organizationId, t.idempotencyKey),
    index("leases_organization").on(t.organizationId, t.requestedAt),
    index("leases_project").on(t.projectId, t.requestedAt).where(sql`project_id IS NOT NULL`),
    foreignKey({
      name: "leases_project_own",
      columns: [t.organizationId, t.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }),
    index("leases_requested").on(t.requestedAt),
    index("leases_operator").on(t.operatorId, t.requestedAt),
    index("leases_host").on(t.hostId).where(sql`ended_at IS NULL`),
    index("leases_open").on(t.organizationId).where(sql`next_due IS NOT NULL`),
    index("leases_due").on(t.nextDue).where(sql`next_due IS NOT NULL`),
    index("leases_active").on(t.state).where(sql`ended_at IS NULL`),
    check("leases_billed_proven", sql`billed_from <= billed_through AND billed_through <= proven_through`),
    index("leases_limited").on(t.endsAt).where(sql`ended_at IS NULL AND ends_at IS NOT NULL`),
    index("leases_retained").on(t.retainUntil).where(sql`retain_until IS NOT NULL`),
    check("leases_retained_stopped", sql`retain_until IS NULL OR state IN ('stopping', 'stopped')`),
    check("leases_incarnation", sql`incarnation >= 1`),
    check("leases_final", sql`(state IN ('ended', 'failed')) = (ended_at IS NOT NULL)`),
    check(
      "leases_limits",
      sql`(spend_limit_micros IS NULL OR spend_limit_micros > 0) AND disk_gib BETWEEN 1 AND 16384`,
    ),
  ],
);

export const leaseSshKeys = pgTable(
  "lease_ssh_keys",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    sshKeyId: id("ssh_key_id")
      .notNull()
      .references(() => sshKeys.id),
    publicKey: text("public_key").notNull(),
  },
  (t) => [primaryKey({ columns: [t.leaseId, t.sshKeyId] })],
);

/** The accelerators a lease holds; the partial unique index is what makes overselling impossible. */
export const leaseAccelerators = pgTable(
  "lease_accelerators",
  {
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    acceleratorId: id("accelerator_id")
      .notNull()
      .references(() => accelerators.id),
    claimedAt: instant("claimed_at").notNull().defaultNow(),
    releasedAt: instant("released_at"),
  },
  (t) => [
    primaryKey({ columns: [t.leaseId, t.acceleratorId, t.claimedAt] }),
    uniqueIndex("lease_accelerators_one_active").on(t.acceleratorId).where(sql`released_at IS NULL`),
    index("lease_accelerators_accelerator").on(t.acceleratorId, t.claimedAt),
  ],
);

/** Append-only. `sourceEventId` is derived from the fact, so that a fact told twice is kept once. */
export const leaseEvents = pgTable(
  "lease_events",
  {
    id: id("id").primaryKey(),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    seq: integer("seq").notNull(),
    source: text("source", { enum: ["customer", "platform", "agent", "probe"] }).notNull(),
    sourceEventId: text("source_event_id").notNull(),
    kind: text("kind").notNull(),
    fromState: text("from_state", { enum: LEASE_STATES }),
    toState: text("to_state", { enum: LEASE_STATES }),
    message: text("message").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    /** Postgres' clock. */
    at: instant("at").notNull(),
    /** The agent's clock, as evidence only. */
    agentAt: instant("agent_at"),
    /** Of the request that had asked for the lease's container by then. */
    requestId: text("request_id"),
  },
  (t) => [unique("lease_events_seq").on(t.leaseId, t.seq), unique("lease_events_source").on(t.source, t.sourceEventId)],
);

/** States of a lease over time; no two overlap (exclusion constraint). `units`: accelerators, or GiB of the storage SKU while stopped. */
export const leaseIntervals = pgTable(
  "lease_intervals",
  {
    id: id("id").primaryKey(),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    during: timeRange("during").notNull(),
    state: text("state", { enum: INTERVAL_STATES }).notNull(),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    units: integer("units").notNull(),
  },
  (t) => [
    index("lease_intervals_lease").on(t.leaseId),
    index("lease_intervals_open").on(t.leaseId).where(sql`upper_inf(during)`),
    index("lease_intervals_unreachable").on(sql`upper(during)`).where(sql`state = 'unreachable'`),
  ],
);

/**
 * Price versions as they bind one lease, per side and SKU (its own, and storage for when it is stopped): pinned at launch, replaced only
 * from a future date. No two of one side and SKU overlap (exclusion constraint) and none starts before what is billed (trigger).
 */
export const leaseRates = pgTable(
  "lease_rates",
  {
    id: id("id").primaryKey(),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    side: text("side", { enum: ["retail", "wholesale"] }).notNull(),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    /** Per accelerator-hour, or GiB-hour. */
    microsPerUnitHour: micros("micros_per_unit_hour").notNull(),
    during: timeRange("during").notNull(),
    /** Where it comes from: a price-book entry (less a discount) on the retail side, an offer or a contract's rate on the wholesale side. */
    priceBookEntryId: id("price_book_entry_id").references(() => priceBookEntries.id),
    discountId: id("discount_id").references(() => customerDiscounts.id),
    offerId: id("offer_id").references(() => offers.id),
    wholesaleRateId: id("wholesale_rate_id").references(() => wholesaleRates.id),
  },
  (t) => [
    index("lease_rates_lease").on(t.leaseId, t.side),
    index("lease_rates_entry").on(t.priceBookEntryId).where(sql`price_book_entry_id IS NOT NULL`),
    check("lease_rates_price", sql`micros_per_unit_hour >= 0`),
    check(
      "lease_rates_source",
      sql`(side = 'retail') = (price_book_entry_id IS NOT NULL) AND (side = 'wholesale') = (num_nonnulls(offer_id, wholesale_rate_id) = 1)
      AND (discount_id IS NULL OR side = 'retail')`,
    ),
  ],
);
