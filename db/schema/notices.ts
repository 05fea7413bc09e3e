import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { organizations, users } from "./identity";

/**
 * Something that a party should know: a customer's low balance, a margin under its floor, an invariant that broke. One open notice per
 * party and key; `organizationId` null is for the platform's desk.
 */
export const notices = pgTable(
  "notices",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id").references(() => organizations.id),
    /** `runway.24h`, `budget:bud_…:2026-12:8000`, `audit:5`. */
    key: text("key").notNull(),
    severity: text("severity", { enum: ["info", "warning", "critical"] }).notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    /** Where to act on it; a path of the party's portal. */
    href: text("href"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    raisedAt: instant("raised_at").notNull().defaultNow(),
    /** Last found to be so. */
    seenAt: instant("seen_at").notNull().defaultNow(),
    /** The reason is gone, or a person has taken note. */
    resolvedAt: instant("resolved_at"),
    resolvedBy: id("resolved_by").references(() => users.id),
    /** The reason is gone. Of a notice that is given once while its reason lasts: only then can it be raised anew. */
    endedAt: instant("ended_at"),
  },
  (t) => [
    uniqueIndex("notices_open").on(sql`coalesce(organization_id, '')`, t.key).where(sql`resolved_at IS NULL`),
    index("notices_organization").on(t.organizationId, t.raisedAt),
    index("notices_lasting").on(t.organizationId, t.key).where(sql`ended_at IS NULL`),
  ],
);
