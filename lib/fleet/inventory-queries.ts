import { type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { AcceleratorState } from "@/lib/core/fleet/accelerator-states";
import { authorize } from "@/lib/identity/authorize";
import { judgedHealth } from "./accelerator-health";
import { acceleratorState } from "./accelerator-states";
import { bearsOn, isBlocking } from "./hardware-block";
import { visibleTo } from "./visible-to";

export interface InventoryRow extends Record<string, unknown> {
  id: string;
  uuid: string;
  serial: string | null;
  vendor: string;
  reportedName: string;
  modelName: string | null;
  memoryMib: number | null;
  driverVersion: string | null;
  health: "healthy" | "degraded" | "failed";
  healthReasons: string[];
  simulated: boolean;
  missingSince: Date | null;
  firstSeenAt: Date;
  hostId: string;
  hostName: string;
  siteName: string;
  operatorName: string;
  state: AcceleratorState;
  /** Why it is kept from sale; null where it is not. */
  heldBackBecause: string | null;
}

/** Of an accelerator `a`: a sentence, or null. */
export const heldBackBecause: SQL = sql`coalesce(
  (SELECT min(f.summary) FROM hardware_findings f WHERE ${bearsOn} AND ${isBlocking}), a.cordon_reason)`;

export const MAX_INVENTORY = 2_000;

/** Every accelerator, present and missing, by site, host and index. */
export async function listInventory(ctx: Context): Promise<InventoryRow[]> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const { rows } = await ctx.db.execute<InventoryRow>(sql`
    SELECT a.id, a.uuid, a.serial, a.vendor, a.reported_name AS "reportedName", m.name AS "modelName",
      a.memory_mib AS "memoryMib", a.driver_version AS "driverVersion", judged.health, judged.reasons AS "healthReasons", a.simulated,
      a.missing_since AS "missingSince", a.first_seen_at AS "firstSeenAt", h.id AS "hostId", h.name AS "hostName",
      s.name AS "siteName", o.name AS "operatorName", ${acceleratorState(ctx.now)} AS state,
      ${heldBackBecause} AS "heldBackBecause"
    FROM accelerators a
    JOIN hosts h ON h.id = a.host_id
    JOIN sites s ON s.id = h.site_id
    JOIN organizations o ON o.id = h.organization_id
    LEFT JOIN accelerator_models m ON m.id = a.model_id
    CROSS JOIN LATERAL ${judgedHealth} judged
    WHERE true ${own ? sql`AND ${own}` : sql``}
    ORDER BY s.name, h.name, a.index, a.uuid
    LIMIT ${MAX_INVENTORY}`);
  return rows;
}
