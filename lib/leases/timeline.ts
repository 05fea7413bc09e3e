import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { IntervalState } from "@/lib/core/leases/states";
import type { ChargeTerms } from "@/lib/core/rating/charge";
import { type Interval, type PlannedSegment, planSegments, type Rate } from "@/lib/core/rating/segments";
import { later } from "@/lib/core/time";

/** One lease's cursor with the intervals and rates that it cuts, all of one instant. */
export interface Timeline {
  billedThrough: Date;
  provenThrough: Date;
  endedAt: Date | null;
  intervals: Interval[];
  rates: Rate[];
  terms: ChargeTerms;
}

interface Row extends Record<string, unknown> {
  id: string;
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
  intervals: { id: string; state: IntervalState; sku: string; units: number; from: string; to: string | null }[];
  rates: { id: string; side: Rate["side"]; sku: string; price: string; from: string; to: string | null }[];
  taxes: { id: string; jurisdiction: string; bps: number; from: string; to: string | null }[] | null;
  conversions: { id: string; rate: string; from: string; to: string | null }[] | null;
}

/**
 * Timelines of a batch of leases, by id, with the tax and conversion rates from the cursor (or the launch) on. One statement, so one snapshot: a lease that ends meanwhile is seen either before or
 * after, never with the cursor of one moment and the intervals of another. Unknown ids are left out.
 */
export async function loadTimelines(
  db: DbOrTx,
  leaseIds: readonly string[],
  options: { termsSince?: "cursor" | "launch" } = {},
): Promise<Map<string, Timeline>> {
  if (leaseIds.length === 0) return new Map();
  const since = options.termsSince === "launch" ? sql`l.billed_from` : sql`l.billed_through`;
  // Intervals and rates by the list of ids, for which the planner takes the b-tree: lease by lease it takes the slow exclusion constraint's.
  const ids = sql`${sql.param([...leaseIds])}::text[]`;
  const { rows } = await db.execute<Row>(sql`
    SELECT l.id, l.billed_through, l.proven_through, l.ended_at,
      coalesce(i.intervals, '[]') AS intervals, coalesce(r.rates, '[]') AS rates,
      (SELECT json_agg(json_build_object('id', t.id, 'jurisdiction', t.jurisdiction,
          'bps', CASE WHEN p.exempt OR (t.reverse_charge AND p.tax_id IS NOT NULL) THEN 0 ELSE t.rate_bps END,
          'from', lower(p.during * t.during), 'to', upper(p.during * t.during)))
        FROM customer_tax_profiles p JOIN tax_rates t ON t.jurisdiction = p.jurisdiction AND t.during && p.during
        WHERE p.organization_id = l.organization_id AND p.during * t.during && tstzrange(${since}, NULL)) AS taxes,
      CASE WHEN l.billing_currency <> l.currency THEN
        (SELECT coalesce(json_agg(json_build_object('id', f.id, 'rate', f.rate_e9::text, 'from', lower(f.during), 'to', upper(f.during))), '[]')
          FROM fx_rates f WHERE f.base = l.currency AND f.quote = l.billing_currency AND f.during && tstzrange(${since}, NULL)) END AS conversions
    FROM leases l
    LEFT JOIN (
      SELECT lease_id, json_agg(json_build_object('id', id, 'state', state, 'sku', sku_id, 'units', units,
        'from', lower(during), 'to', upper(during)) ORDER BY lower(during)) AS intervals
      FROM lease_intervals WHERE lease_id = ANY(${ids}) GROUP BY 1) i ON i.lease_id = l.id
    LEFT JOIN (
      SELECT lease_id, json_agg(json_build_object('id', id, 'side', side, 'sku', sku_id, 'price', micros_per_unit_hour::text,
        'from', lower(during), 'to', upper(during))) AS rates
      FROM lease_rates WHERE lease_id = ANY(${ids}) GROUP BY 1) r ON r.lease_id = l.id
    WHERE l.id = ANY(${ids})`);
  return new Map(rows.map((row) => [row.id, toTimeline(row)]));
}

function toTimeline(row: Row): Timeline {
  const range = (window: { from: string; to: string | null }) => ({
    from: new Date(window.from),
    to: window.to === null ? null : new Date(window.to),
  });
  return {
    billedThrough: row.billed_through,
    provenThrough: row.proven_through,
    endedAt: row.ended_at,
    intervals: row.intervals.map(({ id, state, sku, units, ...window }) => ({
      id,
      state,
      skuId: sku,
      units,
      ...range(window),
    })),
    rates: row.rates.map(({ id, side, sku, price, ...window }) => ({
      id,
      side,
      skuId: sku,
      microsPerUnitHour: BigInt(price),
      ...range(window),
    })),
    terms: {
      taxes: (row.taxes ?? []).map(({ id, jurisdiction, bps, ...window }) => ({
        id,
        jurisdiction,
        rateBps: bps,
        ...range(window),
      })),
      conversions:
        row.conversions?.map(({ id, rate, ...window }) => ({ id, rateE9: BigInt(rate), ...range(window) })) ?? null,
    },
  };
}

/**
 * The segments from the cursor to `to`, for readers: none where the history does not add up, for then one lease must not take
 * away a customer's pages or everybody's balance guard. The meter leaves such a lease unbilled and names it.
 */
export function planUnbilled({ intervals, rates, terms, billedThrough }: Timeline, to: Date): PlannedSegment[] {
  try {
    return planSegments(intervals, rates, billedThrough, later(billedThrough, to), terms);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
