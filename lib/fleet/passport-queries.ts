import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Context } from "@/lib/context";
import type { HostEventKind } from "@/lib/core/fleet/host-events";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { judgedHealth } from "./accelerator-health";
import { acceleratorState } from "./accelerator-states";
import { findAcceleratorFindings } from "./finding-queries";
import { heldBackBecause, type InventoryRow } from "./inventory-queries";
import { findTelemetryFindings } from "./telemetry/finding-queries";
import { visibleTo } from "./visible-to";

interface Identity extends InventoryRow {
  pciAddress: string | null;
  pciId: string | null;
  firmwareVersion: string | null;
  index: number;
  lastSeenAt: Date;
  cordonedAt: Date | null;
  cordonReason: string | null;
  /** Its host is. */
  isRetired: boolean;
  /** Of all leases that held it. */
  leaseCount: number;
  heldSeconds: number;
}

interface Sighting extends Record<string, unknown> {
  id: string;
  hostId: string;
  hostName: string;
  serial: string | null;
  memoryMib: number | null;
  pciAddress: string | null;
  driverVersion: string | null;
  firmwareVersion: string | null;
  fromAt: Date;
  untilAt: Date | null;
}

interface Incident extends Record<string, unknown> {
  id: string;
  at: Date;
  kind: HostEventKind;
  summary: string;
  reason: string | null;
  hostName: string;
}

export type Passport = Awaited<ReturnType<typeof getPassport>>;

/** One accelerator's identity and past, as the records have it. Throws `not_found` for another operator's. */
export async function getPassport(ctx: Context, acceleratorId: string) {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const identity = await findIdentity(ctx, acceleratorId, own);
  if (!identity) throw notFound("accelerator");
  const [sightings, incidents, findings, telemetryFindings] = await Promise.all([
    findSightings(ctx.db, acceleratorId, own),
    findIncidents(ctx.db, acceleratorId, own),
    findAcceleratorFindings(ctx.db, acceleratorId, own),
    findTelemetryFindings(ctx.db, acceleratorId, own),
  ]);
  return { identity, sightings, incidents, findings, telemetryFindings };
}

async function findIdentity(ctx: Context, acceleratorId: string, own: SQL | undefined): Promise<Identity | undefined> {
  const { rows } = await ctx.db.execute<Identity>(sql`
    SELECT a.id, a.index, a.uuid, a.serial, a.vendor, a.reported_name AS "reportedName", m.name AS "modelName",
      a.memory_mib AS "memoryMib", a.pci_address AS "pciAddress", a.pci_id AS "pciId",
      a.driver_version AS "driverVersion", now.firmware_version AS "firmwareVersion", judged.health,
      judged.reasons AS "healthReasons", a.simulated, a.missing_since AS "missingSince",
      a.first_seen_at AS "firstSeenAt", a.last_seen_at AS "lastSeenAt",
      a.cordoned_at AS "cordonedAt", a.cordon_reason AS "cordonReason", h.retired_at IS NOT NULL AS "isRetired", h.id AS "hostId", h.name AS "hostName",
      s.name AS "siteName", o.name AS "operatorName", ${acceleratorState(ctx.now)} AS state,
      ${heldBackBecause} AS "heldBackBecause", served.count AS "leaseCount", served.seconds AS "heldSeconds"
    FROM accelerators a
    JOIN hosts h ON h.id = a.host_id
    JOIN sites s ON s.id = h.site_id
    JOIN organizations o ON o.id = h.organization_id
    LEFT JOIN accelerator_models m ON m.id = a.model_id
    CROSS JOIN LATERAL ${judgedHealth} judged
    LEFT JOIN accelerator_sightings now ON now.accelerator_id = a.id AND now.until_at IS NULL
    CROSS JOIN LATERAL (SELECT count(DISTINCT la.lease_id)::int AS count,
        coalesce(sum(extract(epoch FROM coalesce(la.released_at, ${ctx.now.toISOString()}::timestamptz) - la.claimed_at)), 0)::float8 AS seconds
      FROM lease_accelerators la WHERE la.accelerator_id = a.id) served
    WHERE a.id = ${acceleratorId} ${own ? sql`AND ${own}` : sql``}`);
  return rows[0];
}

async function findSightings(db: DbOrTx, acceleratorId: string, own: SQL | undefined): Promise<Sighting[]> {
  const { rows } = await db.execute<Sighting>(sql`
    SELECT s.id, s.host_id AS "hostId", h.name AS "hostName", s.serial, s.memory_mib AS "memoryMib",
      s.pci_address AS "pciAddress", s.driver_version AS "driverVersion", s.firmware_version AS "firmwareVersion",
      s.from_at AS "fromAt", s.until_at AS "untilAt"
    FROM accelerator_sightings s JOIN hosts h ON h.id = s.host_id
    WHERE s.accelerator_id = ${acceleratorId} ${own ? sql`AND ${own}` : sql``}
    ORDER BY s.from_at DESC, s.id DESC
    LIMIT 200`);
  return rows;
}

async function findIncidents(db: DbOrTx, acceleratorId: string, own: SQL | undefined): Promise<Incident[]> {
  const { rows } = await db.execute<Incident>(sql`
    SELECT e.id, e.at, e.kind, e.summary, e.reason, h.name AS "hostName"
    FROM host_events e JOIN hosts h ON h.id = e.host_id
    WHERE e.accelerator_id = ${acceleratorId} ${own ? sql`AND ${own}` : sql``}
    ORDER BY e.at DESC, e.id DESC
    LIMIT 200`);
  return rows;
}
