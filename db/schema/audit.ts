import { sql } from "drizzle-orm";
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";

const json = (name: string) => jsonb(name).$type<Record<string, unknown>>();

/**
 * Append-only: who changed what, written in the change's own transaction. The last three columns are set once, a moment later, by the one
 * who chains (`chainAuditEvents`); nothing else of a row ever changes.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: id("id").primaryKey(),
    /** In the order in which they were written, of all organizations; it has gaps where a transaction was undone. */
    number: bigint("number", { mode: "bigint" }).generatedAlwaysAsIdentity(),
    /** Whose log it belongs to; null: the platform's own. */
    organizationId: id("organization_id"),
    actorType: text("actor_type").notNull(),
    actorId: text("actor_id"),
    /** The address of a person as it was then, or the name of a job. */
    actorName: text("actor_name"),
    /** Another than the log's: the platform's staff, or an operator whose act concerns a customer. */
    actorOrganizationId: id("actor_organization_id"),
    /** The key that a program acted with, for the person who is the actor. */
    apiKeyId: id("api_key_id"),
    impersonatorId: id("impersonator_id"),
    impersonatorName: text("impersonator_name"),
    address: text("address"),
    userAgent: text("user_agent"),
    action: text("action").notNull(),
    targetId: text("target_id"),
    detail: json("detail").notNull().default({}),
    /** What was changed, as it was and as it is; only fields that differ. */
    before: json("before"),
    after: json("after"),
    requestId: text("request_id").notNull(),
    at: instant("at").notNull().defaultNow(),
    /** Its place in the organization's chain, from 1 without gaps; null: not chained yet. */
    sequence: bigint("sequence", { mode: "bigint" }),
    previousHash: text("previous_hash"),
    /** SHA-256, hex, of the previous hash and everything above. */
    hash: text("hash"),
  },
  (t) => [
    index("audit_events_organization").on(t.organizationId, t.at, t.number),
    index("audit_events_at").on(t.at, t.number),
    uniqueIndex("audit_events_chain").on(sql`coalesce(organization_id, '')`, t.sequence),
    index("audit_events_unchained").on(t.organizationId, t.number).where(sql`sequence IS NULL`),
  ],
);

/** The end of each organization's chain: its row's lock is the turn to add to it. */
export const auditChains = pgTable("audit_chains", {
  /** The organization's id, or `platform`. */
  id: id("id").primaryKey(),
  organizationId: id("organization_id"),
  sequence: bigint("sequence", { mode: "bigint" }).notNull().default(sql`0`),
  hash: text("hash").notNull(),
});

/** Once a UTC day the ends of all chains, under one hash that follows the day before: kept elsewhere, it dates every event before it. */
export const auditAnchors = pgTable("audit_anchors", {
  day: date("day", { mode: "string" }).primaryKey(),
  chains: integer("chains").notNull(),
  previousHash: text("previous_hash").notNull(),
  hash: text("hash").notNull(),
  at: instant("at").notNull(),
});

export const auditAnchorHeads = pgTable(
  "audit_anchor_heads",
  {
    day: date("day", { mode: "string" })
      .notNull()
      .references(() => auditAnchors.day),
    /** The organization's id, or `platform`. */
    chainId: id("chain_id").notNull(),
    organizationId: id("organization_id"),
    sequence: bigint("sequence", { mode: "bigint" }).notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.day, t.chainId] }),
    index("audit_anchor_heads_organization").on(t.organizationId, t.day),
  ],
);
