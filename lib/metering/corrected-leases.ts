import { asc, inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leaseCorrections, leases } from "@/db/schema";
import { type Correction, type LeaseHistory, planCorrected } from "@/lib/core/rating/corrected";
import { differencesByHour, type HourAmounts, type HourDifference, sumByHour } from "@/lib/core/rating/difference";
import { earlier, HOUR_MS, hourFloor, later, nextHour } from "@/lib/core/time";
import { loadTimelines } from "@/lib/leases/timeline";
import type { Lease } from "@/lib/leases/types";

export type CorrectionRow = typeof leaseCorrections.$inferSelect;
/** A correction that stands, with the row that says so. */
export type Standing = Correction & { row: CorrectionRow };

export interface CorrectedLease {
  lease: Lease;
  history: LeaseHistory;
  standing: Standing[];
  /** All that corrections ever said something about: outside it the books are the segments as they were booked. */
  touched: { from: Date; to: Date } | null;
}

function toCorrection(row: CorrectionRow): Standing {
  const window = { from: row.during.from, to: row.during.to!, row };
  if (row.kind === "state") return { kind: "state", state: row.state as "running" | "unreachable", ...window };
  return { kind: row.kind, microsPerUnitHour: row.microsPerUnitHour!, ...window };
}

/** Leases with their history since launch and the corrections of it, by id; unknown ids are left out. */
export async function loadCorrectedLeases(
  db: DbOrTx,
  leaseIds: readonly string[],
): Promise<Map<string, CorrectedLease>> {
  if (leaseIds.length === 0) return new Map();
  const found = await db
    .select()
    .from(leases)
    .where(inArray(leases.id, [...leaseIds]));
  const timelines = await loadTimelines(db, leaseIds, { termsSince: "launch" });
  const rows = await db
    .select()
    .from(leaseCorrections)
    .where(inArray(leaseCorrections.leaseId, [...leaseIds]))
    .orderBy(asc(leaseCorrections.id));
  const byLease = Map.groupBy(rows, (row) => row.leaseId);
  return new Map(
    found.map((lease) => {
      const { intervals, rates, terms } = timelines.get(lease.id)!;
      const { skuId, acceleratorCount } = lease;
      const own = byLease.get(lease.id) ?? [];
      const touched = own.map(({ during }) => ({ from: during.from, to: during.to! })).reduce(hull, null);
      const standing = own.filter((row) => row.supersededAt === null).map(toCorrection);
      return [lease.id, { lease, history: { skuId, acceleratorCount, intervals, rates, terms }, standing, touched }];
    }),
  );
}

export function hull(a: CorrectedLease["touched"], b: { from: Date; to: Date }): { from: Date; to: Date } {
  return a ? { from: earlier(a.from, b.from), to: later(a.to, b.to) } : b;
}

export interface Difference extends HourDifference {
  /** The UTC hour, clipped to the lease. */
  from: Date;
  to: Date;
  /** The number that its adjustment gets. */
  rev: number;
}

interface BookedRow extends Record<string, unknown>, HourAmounts {
  id: string;
  hour: Date;
  rev: number;
}

/**
 * Desired minus booked by lease and UTC hour, of what is billed: what the corrections in `standing` make of the hours that any
 * correction touched, less segments and earlier adjustments. Nothing is written. Throws RangeError where a history does not add up.
 */
export async function loadDifferences(
  db: DbOrTx,
  corrected: readonly (Omit<CorrectedLease, "standing"> & { standing: readonly Correction[] })[],
): Promise<Map<string, Difference[]>> {
  const scopes = corrected.flatMap((one) => {
    const { billedFrom, billedThrough } = one.lease;
    if (!one.touched) return [];
    const from = later(hourFloor(one.touched.from), billedFrom);
    const to = earlier(nextHour(new Date(one.touched.to.getTime() - 1)), billedThrough);
    return from < to ? [{ ...one, from, to }] : [];
  });
  const booked = await loadBooked(db, scopes);
  return new Map(
    scopes.map(({ lease, history, standing, from, to }) => {
      const desired = sumByHour(planCorrected(history, standing, from, to));
      const own = booked.get(lease.id) ?? [];
      const byHour = new Map(own.map((row) => [row.hour.getTime(), row]));
      const differences = differencesByHour(desired, byHour).map((difference) => {
        const end = new Date(difference.hour.getTime() + HOUR_MS);
        return {
          ...difference,
          from: later(difference.hour, lease.billedFrom),
          to: lease.endedAt ? earlier(end, lease.endedAt) : end,
          rev: (byHour.get(difference.hour.getTime())?.rev ?? 0) + 1,
        };
      });
      return [lease.id, differences];
    }),
  );
}

async function loadBooked(db: DbOrTx, scopes: readonly { lease: Lease; from: Date; to: Date }[]) {
  if (scopes.length === 0) return new Map<string, BookedRow[]>();
  const { rows } = await db.execute<BookedRow>(sql`
    SELECT w.id, date_trunc('hour', x.at, 'UTC') AS hour, max(x.rev) AS rev, sum(x.seconds)::bigint AS seconds,
      sum(x.retail)::bigint AS "retailMicros", sum(x.wholesale)::bigint AS "wholesaleMicros", sum(x.tax)::bigint AS "taxMicros",
      sum(x.charge)::bigint AS "chargeMicros"
    FROM unnest(${sql.param(scopes.map((s) => s.lease.id))}::text[], ${sql.param(scopes.map((s) => s.from.toISOString()))}::timestamptz[],
      ${sql.param(scopes.map((s) => s.to.toISOString()))}::timestamptz[]) AS w(id, lo, hi)
    CROSS JOIN LATERAL (
      SELECT s.seg_start AS at, 0 AS rev, CASE WHEN s.zero_reason IS NULL THEN extract(epoch FROM s.seg_end - s.seg_start) ELSE 0 END AS seconds,
        s.retail_micros AS retail, s.wholesale_micros AS wholesale, s.tax_micros AS tax,
        coalesce(s.charge_micros, s.retail_micros + s.tax_micros) AS charge
      FROM usage_segments s WHERE s.lease_id = w.id AND s.seg_start >= w.lo AND s.seg_start < w.hi
      UNION ALL
      SELECT lower(a."window"), a.rev, a.delta_seconds, a.delta_retail_micros, a.delta_wholesale_micros, a.delta_tax_micros,
        coalesce(a.delta_charge_micros, a.delta_retail_micros + a.delta_tax_micros)
      FROM usage_adjustments a WHERE a.lease_id = w.id AND lower(a."window") >= w.lo AND lower(a."window") < w.hi) x
    GROUP BY 1, 2`);
  return Map.groupBy(rows, (row) => row.id);
}
