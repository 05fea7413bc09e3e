import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { acceleratorFindings } from "@/db/schema";
import type { Context } from "@/lib/context";
import {
  type Finding,
  type Judgement,
  judge,
  type KnownFinding,
  type Observed,
  SUSTAINED_MS,
  type TelemetryFindingKind,
} from "@/lib/core/fleet/judge-telemetry";
import { resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { recordHostEvent } from "../record-host-event";
import { askedKey } from "./lock-finding";

interface Row extends Record<string, unknown> {
  id: string;
  index: number;
  reportedName: string;
  samples: number;
  coldestC: number | null;
  hottestC: number | null;
  xid: number | null;
  xidAt: Date | null;
  eccUncorrected: bigint | null;
  open: KnownFinding[] | null;
  waived: (KnownFinding & { clearedAt: string })[] | null;
}

interface Place {
  tx: Transaction;
  ctx: Pick<Context, "actor">;
  hostId: string;
  now: Date;
}

/**
 * Opens and clears findings of a host's accelerators by what they showed last, each with a line in the host's timeline. In the transaction that
 * took the samples, under the host's row of `telemetry_hosts`.
 */
export async function judgeTelemetry(tx: Transaction, ctx: Pick<Context, "actor">, hostId: string, now: Date) {
  const place = { tx, ctx, hostId, now };
  for (const { id, index, open, waived, ...row } of await readObserved(tx, hostId, now)) {
    const observed: Observed = {
      reportedName: row.reportedName,
      xid: row.xid,
      xidAt: row.xidAt,
      eccUncorrected: row.eccUncorrected === null ? null : Number(row.eccUncorrected),
      recent: { samples: row.samples, coldestC: row.coldestC, hottestC: row.hottestC },
    };
    const { found, cleared, ended } = judge(observed, {
      open: open ?? [],
      waived: (waived ?? []).map((one) => ({ ...one, clearedAt: new Date(one.clearedAt) })),
    });
    for (const one of found) await openFinding(place, { id, index }, one);
    for (const one of cleared) await clearFinding(place, { id, index }, one);
    if (ended.length > 0) await endWaivers(tx, id, ended);
  }
}

async function readObserved(tx: Transaction, hostId: string, now: Date): Promise<Row[]> {
  const since = new Date(now.getTime() - SUSTAINED_MS).toISOString();
  const { rows } = await tx.execute<Row>(sql`
    SELECT a.id, a.index, a.reported_name AS "reportedName", recent.*, known.open, known.waived
    FROM accelerators a
    CROSS JOIN LATERAL (
      SELECT count(s.temperature_c)::int AS samples, min(s.temperature_c) AS "coldestC", max(s.temperature_c) AS "hottestC",
        (array_agg(s.xid ORDER BY s.at DESC))[1] AS xid, (array_agg(s.xid_at ORDER BY s.at DESC))[1] AS "xidAt",
        (array_agg(s.ecc_uncorrected ORDER BY s.at DESC))[1] AS "eccUncorrected"
      FROM telemetry_samples s
      WHERE s.accelerator_id = a.id AND s.at > ${since}::timestamptz AND s.at <= ${now.toISOString()}::timestamptz) recent
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('kind', f.kind, 'value', f.value)) FILTER (WHERE f.cleared_at IS NULL) AS open,
        jsonb_agg(jsonb_build_object('kind', f.kind, 'value', f.value, 'clearedAt', f.cleared_at)) FILTER (WHERE f.is_waived) AS waived
      FROM accelerator_findings f WHERE f.accelerator_id = a.id AND (f.cleared_at IS NULL OR f.is_waived)) known ON true
    WHERE a.host_id = ${hostId}
    ORDER BY a.index, a.id`);
  return rows;
}

async function endWaivers(tx: Transaction, acceleratorId: string, kinds: TelemetryFindingKind[]): Promise<void> {
  await tx
    .update(acceleratorFindings)
    .set({ isWaived: false })
    .where(
      and(
        eq(acceleratorFindings.acceleratorId, acceleratorId),
        inArray(acceleratorFindings.kind, kinds),
        eq(acceleratorFindings.isWaived, true),
      ),
    );
}

type Accelerator = Pick<Row, "id" | "index">;

async function openFinding({ tx, ctx, hostId, now }: Place, { id, index }: Accelerator, finding: Finding) {
  await tx
    .insert(acceleratorFindings)
    .values({ id: newId("fnd"), acceleratorId: id, foundAt: now, ...finding })
    .onConflictDoUpdate({
      target: [acceleratorFindings.acceleratorId, acceleratorFindings.kind],
      targetWhere: sql`cleared_at IS NULL`,
      set: { health: sql`excluded.health`, reason: sql`excluded.reason`, value: sql`excluded.value` },
    });
  await recordHostEvent(tx, ctx, {
    hostId,
    acceleratorId: id,
    kind: "finding_opened",
    summary: `Telemetry finds accelerator ${index} ${finding.health}.`,
    reason: finding.reason,
    details: { kind: finding.kind, value: finding.value },
    at: now,
  });
}

async function clearFinding(
  { tx, ctx, hostId, now }: Place,
  { id, index }: Accelerator,
  { kind, because }: Judgement["cleared"][number],
) {
  const cleared = await tx
    .update(acceleratorFindings)
    .set({ clearedAt: now, clearedBecause: because })
    .where(
      and(
        eq(acceleratorFindings.acceleratorId, id),
        eq(acceleratorFindings.kind, kind),
        isNull(acceleratorFindings.clearedAt),
      ),
    )
    .returning({ findingId: acceleratorFindings.id, askedAt: acceleratorFindings.askedAt });
  for (const { findingId, askedAt } of cleared) if (askedAt) await resolveNotice(tx, null, askedKey(findingId), now);
  await recordHostEvent(tx, ctx, {
    hostId,
    acceleratorId: id,
    kind: "finding_cleared",
    summary: `What telemetry found of accelerator ${index} is over.`,
    reason: because,
    details: { kind },
    at: now,
  });
}
