import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { HOST_EVENT_KINDS } from "@/lib/core/fleet/host-events";
import { accelerators, hosts } from "./fleet";

/** What happened to a host or one of its accelerators, never changed: who, when, why. Its timeline, and an accelerator's passport. */
export const hostEvents = pgTable(
  "host_events",
  {
    id: id("id").primaryKey(),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    /** Set where it is about one accelerator. */
    acceleratorId: id("accelerator_id").references(() => accelerators.id),
    at: instant("at").notNull().defaultNow(),
    kind: text("kind", { enum: HOST_EVENT_KINDS }).notNull(),
    /** A sentence for people, without names of tenants other than the host's operator. */
    summary: text("summary").notNull(),
    /** As whoever did it put it; null where nobody gave one. */
    reason: text("reason"),
    /** `user` (by `actor_id`), `host` (its agent), `system` (the worker). */
    actorType: text("actor_type", { enum: ["user", "host", "system", "anonymous"] }).notNull(),
    actorId: text("actor_id"),
    details: jsonb("details").$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [index("host_events_host").on(t.hostId, t.at), index("host_events_accelerator").on(t.acceleratorId, t.at)],
);
