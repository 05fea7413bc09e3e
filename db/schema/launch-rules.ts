import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { organizations, users } from "./identity";

/** Why a customer may start nothing new; what runs goes on. Several at once: each has to be lifted. */
export const launchFreezes = pgTable(
  "launch_freezes",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** What it is because of, once: `dsp_…`, `dsp_…:lost`, `efw_…`, or `desk:` and the request's key. */
    sourceKey: text("source_key").notNull(),
    /** For the customer to read. */
    reason: text("reason").notNull(),
    placedAt: instant("placed_at").notNull(),
    /** Null: placed by what it is because of. */
    placedBy: id("placed_by").references(() => users.id),
    liftedAt: instant("lifted_at"),
    liftedBy: id("lifted_by").references(() => users.id),
    liftReason: text("lift_reason"),
  },
  (t) => [
    unique("launch_freezes_source").on(t.sourceKey),
    index("launch_freezes_open").on(t.organizationId).where(sql`lifted_at IS NULL`),
    index("launch_freezes_organization").on(t.organizationId, t.placedAt),
    check("launch_freezes_lifted", sql`(lifted_at IS NOT NULL) = (lift_reason IS NOT NULL)`),
  ],
);

/** Limits that the desk has set for one customer; null where the tier of its paid history decides. In the currency that it pays in. */
export const launchLimits = pgTable(
  "launch_limits",
  {
    organizationId: id("organization_id")
      .primaryKey()
      .references(() => organizations.id),
    accelerators: integer("accelerators"),
    burnMicrosPerHour: micros("burn_micros_per_hour"),
    cardMicrosPerDay: micros("card_micros_per_day"),
    reason: text("reason").notNull(),
    updatedBy: id("updated_by").references(() => users.id),
    updatedAt: instant("updated_at").notNull(),
  },
  () => [
    check("launch_limits_amounts", sql`accelerators >= 0 AND burn_micros_per_hour >= 0 AND card_micros_per_day >= 0`),
  ],
);
