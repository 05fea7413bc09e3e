import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Context } from "@/lib/context";
import type { TelemetryFindingKind } from "@/lib/core/fleet/judge-telemetry";
import { authorize } from "@/lib/identity/authorize";

export interface TelemetryFindingRow extends Record<string, unknown> {
  id: string;
  kind: TelemetryFindingKind;
  health: "degraded" | "failed";
  reason: string;
  foundAt: Date;
  clearedAt: Date | null;
  clearedBecause: string | null;
  /** By the desk; else its cause went away. */
  isClearedByHand: boolean;
  askedAt: Date | null;
  askedBecause: string | null;
}

export interface DeskTelemetryFindingRow extends TelemetryFindingRow {
  acceleratorId: string;
  index: number;
  uuid: string;
  hostName: string;
  operatorName: string;
  simulated: boolean;
  clearedBy: string | null;
}

const common = sql`f.id, f.kind, f.health, f.reason, f.found_at AS "foundAt", f.cleared_at AS "clearedAt",
  f.cleared_because AS "clearedBecause", f.cleared_by IS NOT NULL AS "isClearedByHand", f.asked_at AS "askedAt",
  f.asked_because AS "askedBecause"`;

const MOST = 500;
const SHOWN_DAYS = 90;

/** For the desk: what is open, those first that it is asked to clear, then what is over and was found within 90 days. */
export async function listTelemetryFindings(ctx: Context): Promise<DeskTelemetryFindingRow[]> {
  authorize(ctx, "compliance.view");
  const since = new Date(ctx.now.getTime() - SHOWN_DAYS * 86_400_000).toISOString();
  const { rows } = await ctx.db.execute<DeskTelemetryFindingRow>(sql`
    SELECT ${common}, a.id AS "acceleratorId", a.index, a.uuid, a.simulated, h.name AS "hostName",
      o.name AS "operatorName", u.name AS "clearedBy"
    FROM accelerator_findings f
    JOIN accelerators a ON a.id = f.accelerator_id
    JOIN hosts h ON h.id = a.host_id
    JOIN organizations o ON o.id = h.organization_id
    LEFT JOIN users u ON u.id = f.cleared_by
    WHERE f.cleared_at IS NULL OR f.found_at > ${since}::timestamptz
    ORDER BY f.cleared_at IS NOT NULL, f.asked_at IS NULL, f.found_at DESC, f.id
    LIMIT ${MOST}`);
  return rows;
}

/** Of one accelerator: what is open, then the newest first. `own` says whose accelerator it must be. */
export async function findTelemetryFindings(
  db: DbOrTx,
  acceleratorId: string,
  own: SQL | undefined,
): Promise<TelemetryFindingRow[]> {
  const { rows } = await db.execute<TelemetryFindingRow>(sql`
    SELECT ${common}
    FROM accelerator_findings f
    JOIN accelerators a ON a.id = f.accelerator_id
    JOIN hosts h ON h.id = a.host_id
    WHERE f.accelerator_id = ${acceleratorId} ${own ? sql`AND ${own}` : sql``}
    ORDER BY f.cleared_at IS NOT NULL, f.found_at DESC, f.id
    LIMIT 100`);
  return rows;
}
