import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { WINDOW_STATES } from "@/lib/core/fleet/maintenance";
import { hosts } from "./fleet";
import { organizations, users } from "./identity";
import { leases } from "./leases";

/** When a host is worked on: nothing is placed there that would be running then, and what runs all the same is stopped. */
export const maintenanceWindows = pgTable(
  "maintenance_windows",
  {
    id: id("id").primaryKey(),
    /** The operator. */
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    reason: text("reason").notNull(),
    /** With less notice than is promised. */
    isEmergency: boolean("is_emergency").notNull(),
    state: text("state", { enum: WINDOW_STATES }).notNull().default("scheduled"),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    startedAt: instant("started_at"),
    /** When it was over or called off. */
    endedAt: instant("ended_at"),
    /** When whom it touched had been told of the end. */
    closedAt: instant("closed_at"),
  },
  (t) => [
    index("maintenance_windows_host").on(t.hostId, t.startsAt),
    index("maintenance_windows_organization").on(t.organizationId, t.startsAt),
    index("maintenance_windows_open").on(t.startsAt).where(sql`closed_at IS NULL`),
    check("maintenance_windows_order", sql`starts_at < ends_at`),
  ],
);

/** Whom a window touches: told once, stopped at its start where it still runs then, credited once for that. */
export const maintenanceLeases = pgTable(
  "maintenance_leases",
  {
    windowId: id("window_id")
      .notNull()
      .references(() => maintenanceWindows.id),
    leaseId: id("lease_id")
      .notNull()
      .references(() => leases.id),
    toldAt: instant("told_at").notNull(),
    stoppedAt: instant("stopped_at"),
    /** When the credit was settled, be it of nothing. */
    creditedAt: instant("credited_at"),
  },
  (t) => [
    primaryKey({ columns: [t.windowId, t.leaseId] }),
    index("maintenance_leases_lease").on(t.leaseId),
    index("maintenance_leases_due").on(t.leaseId).where(sql`stopped_at IS NOT NULL AND credited_at IS NULL`),
  ],
);
