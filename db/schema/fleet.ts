import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant, micros, timeRange } from "@/db/columns";
import type { HostFacts } from "@/lib/core/contracts/agent";
import type { AcceleratorMig } from "@/lib/core/contracts/hardware";
import { CURRENCIES } from "@/lib/core/money";
import { acceleratorModels, skus } from "./catalog";
import { cordonColumns } from "./cordon-columns";
import { hostLifecycleColumns } from "./host-lifecycle-columns";
import { organizations, users } from "./identity";

export const sites = pgTable(
  "sites",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    city: text("city").notNull(),
    /** ISO 3166-1 alpha-2, upper case; also the region that prices are set for. */
    country: text("country").notNull(),
    latitude: doublePrecision("latitude").notNull(),
    longitude: doublePrecision("longitude").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("sites_name").on(t.organizationId, t.name),
    check("sites_country", sql`country ~ '^[A-Z]{2}$'`),
    check("sites_coordinates", sql`latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180`),
  ],
);

export const hosts = pgTable(
  "hosts",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    siteId: id("site_id")
      .notNull()
      .references(() => sites.id),
    name: text("name").notNull(),
    /** Raw ed25519 key, base64. */
    publicKey: text("public_key").notNull().unique(),
    /** Taken beside it until the first message that it signs; then it is the key. */
    nextPublicKey: text("next_public_key"),
    /** Null: since the host was enrolled. */
    keySince: instant("key_since"),
    /** An operator wants the key replaced. */
    keyRotationAskedAt: instant("key_rotation_asked_at"),
    /** The key is on two machines: nothing that it signs is taken until the host is enrolled again. */
    lockedAt: instant("locked_at"),
    facts: jsonb("facts").$type<HostFacts>().notNull(),
    simulated: boolean("simulated").notNull(),
    /** Agent's clock minus ours, milliseconds, smoothed; half a round trip is taken off. */
    clockOffsetMs: integer("clock_offset_ms").notNull().default(0),
    desiredRevision: bigint("desired_revision", { mode: "number" }).notNull().default(0),
    enrolledAt: instant("enrolled_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    /** Of the facts and accelerators that were last written; the same said again is not. */
    recordedPrint: text("recorded_print"),
    recordedAt: instant("recorded_at"),
    ...hostLifecycleColumns,
  },
  (t) => [index("hosts_site").on(t.siteId, t.name), index("hosts_organization").on(t.organizationId, t.name)],
);

export const enrolmentTokens = pgTable(
  "enrolment_tokens",
  {
    id: id("id").primaryKey(),
    siteId: id("site_id")
      .notNull()
      .references(() => sites.id),
    hostName: text("host_name").notNull(),
    /** SHA-256 of the token, hex; the token itself is shown once. */
    tokenHash: text("token_hash").notNull().unique(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    hostId: id("host_id").references(() => hosts.id),
    /** Enrols this host again, with a key of its own choice, instead of a new one. */
    replacesHostId: id("replaces_host_id").references(() => hosts.id),
  },
  (t) => [index("enrolment_tokens_site").on(t.siteId, t.createdAt)],
);

/** The last message taken from each channel of a host; an older or equal one is a replay. */
export const hostChannels = pgTable(
  "host_channels",
  {
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    channel: text("channel").notNull(),
    run: integer("run").notNull(),
    seq: integer("seq").notNull(),
    /** The agent's process that sent it; null from agents of before. */
    instance: text("instance"),
  },
  (t) => [primaryKey({ columns: [t.hostId, t.channel] })],
);

export const accelerators = pgTable(
  "accelerators",
  {
    id: id("id").primaryKey(),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    modelId: id("model_id").references(() => acceleratorModels.id),
    index: integer("index").notNull(),
    uuid: text("uuid").notNull(),
    serial: text("serial"),
    vendor: text("vendor").notNull(),
    reportedName: text("reported_name").notNull(),
    memoryMib: integer("memory_mib"),
    pciAddress: text("pci_address"),
    pciId: text("pci_id"),
    driverVersion: text("driver_version"),
    /** NVIDIA's and AMD's VBIOS, Huawei's firmware. */
    firmwareVersion: text("firmware_version"),
    powerLimitW: integer("power_limit_w"),
    mig: jsonb("mig").$type<AcceleratorMig>(),
    health: text("health", { enum: ["healthy", "degraded", "failed"] }).notNull(),
    healthReasons: text("health_reasons").array().notNull().default([]),
    simulated: boolean("simulated").notNull(),
    firstSeenAt: instant("first_seen_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    /** Set while the host's inventory does not list it. */
    missingSince: instant("missing_since"),
    ...cordonColumns,
  },
  (t) => [
    uniqueIndex("accelerators_uuid").on(t.uuid),
    index("accelerators_host").on(t.hostId, t.index),
    index("accelerators_model").on(t.modelId),
  ],
);

/** An operator's SKU at a site at a wholesale price for a window; windows of one site and SKU never overlap (exclusion constraint). */
export const offers = pgTable(
  "offers",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    siteId: id("site_id")
      .notNull()
      .references(() => sites.id),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** Per accelerator-hour. */
    wholesaleMicrosPerHour: micros("wholesale_micros_per_hour").notNull(),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    withdrawnAt: instant("withdrawn_at"),
  },
  (t) => [
    index("offers_sku").on(t.skuId, t.siteId),
    index("offers_organization").on(t.organizationId, t.createdAt),
    check("offers_price", sql`wholesale_micros_per_hour >= 0`),
  ],
);
