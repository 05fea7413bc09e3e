import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";

/** Append-only: who changed what, written in the change's own transaction. */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id"),
    actorType: text("actor_type").notNull(),
    actorId: text("actor_id"),
    action: text("action").notNull(),
    targetId: text("target_id"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    requestId: text("request_id").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [index("audit_events_organization").on(t.organizationId, t.at)],
);
