import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Context } from "@/lib/context";
import type { FindingKind, FindingState } from "@/lib/core/fleet/hardware-findings";
import { settings } from "@/lib/env";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "./visible-to";

export interface FindingRow extends Record<string, unknown> {
  id: string;
  kind: FindingKind;
  state: FindingState;
  /** Kept from sale: the accelerator, or all of the host. */
  blocks: "accelerator" | "host";
  summary: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  clearedAt: Date | null;
  decidedAt: Date | null;
  reason: string | null;
  hostId: string;
  hostName: string;
}

const common = sql`f.id, f.kind, f.state, f.blocks, f.summary, f.first_seen_at AS "firstSeenAt",
  f.last_seen_at AS "lastSeenAt", f.cleared_at AS "clearedAt", f.decided_at AS "decidedAt", f.reason,
  f.host_id AS "hostId", h.name AS "hostName"`;

export interface DeskFindingRow extends FindingRow {
  operatorName: string;
  acceleratorId: string | null;
  acceleratorUuid: string | null;
  acceleratorSerial: string | null;
  simulated: boolean;
  otherHostId: string | null;
  otherHostName: string | null;
  otherOperatorName: string | null;
  decidedBy: string | null;
  evidence: Record<string, unknown>;
  /** One operator's, missing where it was or that host silent, and in no lease. */
  isMovable: boolean;
}

const MOST = 500;

/** For the desk: what waits first, then what it decided, then what is not so any more; the newest first among each. */
export async function listFindings(ctx: Context): Promise<DeskFindingRow[]> {
  authorize(ctx, "compliance.view");
  const heardSince = new Date(ctx.now.getTime() - settings().silenceMs).toISOString();
  const { rows } = await ctx.db.execute<DeskFindingRow>(sql`
    SELECT ${common}, o.name AS "operatorName", f.accelerator_id AS "acceleratorId", a.uuid AS "acceleratorUuid",
      a.serial AS "acceleratorSerial",
      h.simulated, other.id AS "otherHostId", other.name AS "otherHostName", oo.name AS "otherOperatorName",
      u.name AS "decidedBy", f.evidence,
      coalesce(f.kind = 'uuid_claimed' AND f.cleared_at IS NULL
        AND (a.missing_since IS NOT NULL OR other.last_seen_at <= ${heardSince}::timestamptz)
        AND other.organization_id = h.organization_id AND NOT EXISTS (SELECT 1 FROM lease_accelerators la
          WHERE la.accelerator_id = a.id AND la.released_at IS NULL), false) AS "isMovable"
    FROM hardware_findings f
    JOIN hosts h ON h.id = f.host_id
    JOIN organizations o ON o.id = h.organization_id
    LEFT JOIN accelerators a ON a.id = f.accelerator_id
    LEFT JOIN hosts other ON other.id = f.other_host_id
    LEFT JOIN organizations oo ON oo.id = other.organization_id
    LEFT JOIN users u ON u.id = f.decided_by
    ORDER BY f.cleared_at IS NOT NULL, f.state <> 'open', f.first_seen_at DESC, f.id
    LIMIT ${MOST}`);
  return rows;
}

/** Of the accelerator: those that bear on it, in the host where it is and those where it was. A rival's claim is the rival's. */
export async function findAcceleratorFindings(db: DbOrTx, acceleratorId: string, own: SQL | undefined) {
  const { rows } = await db.execute<FindingRow>(sql`
    SELECT ${common}
    FROM hardware_findings f
    JOIN hosts h ON h.id = f.host_id
    LEFT JOIN accelerators a ON a.id = ${acceleratorId} AND a.host_id = f.host_id
    WHERE (f.accelerator_id = ${acceleratorId} OR (f.blocks = 'host' AND f.cleared_at IS NULL AND a.id IS NOT NULL))
      ${own ? sql`AND ${own}` : sql``}
    ORDER BY f.cleared_at IS NOT NULL, f.first_seen_at DESC, f.id
    LIMIT 100`);
  return rows;
}

/** Of a host, for its operator: those that stand. */
export async function listHostFindings(ctx: Context, hostId: string): Promise<FindingRow[]> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const { rows } = await ctx.db.execute<FindingRow>(sql`
    SELECT ${common} FROM hardware_findings f JOIN hosts h ON h.id = f.host_id
    WHERE f.host_id = ${hostId} AND f.cleared_at IS NULL ${own ? sql`AND ${own}` : sql``}
    ORDER BY f.first_seen_at, f.id
    LIMIT 100`);
  return rows;
}
