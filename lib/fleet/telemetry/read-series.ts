import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { SeriesPlan, SeriesSource } from "@/lib/core/fleet/plan-series";
import { METRICS, type Metric } from "./metrics";

/** Of one step of one accelerator; null where no sample said it. */
export interface Figure {
  avg: number | null;
  min: number | null;
  max: number | null;
}

export interface SeriesPoint {
  at: Date;
  temperature: Figure;
  power: Figure;
  utilisation: Figure;
  memoryUsed: Figure;
}

export interface AcceleratorSeries {
  acceleratorId: string;
  index: number;
  name: string;
  memoryMib: number | null;
  simulated: boolean;
  /** In time's order; a step without a sample is not among them. */
  points: SeriesPoint[];
  xid: number | null;
  eccUncorrected: number | null;
  linkErrors: number | null;
  pcieReplays: number | null;
}

/** Whose samples, and of each which: rows of (accelerator_id, from_at, to_at). What is not whole within them is left out. */
export interface SeriesScope {
  windows: SQL;
}

const WIDTHS: Record<SeriesSource, string> = { samples: "1 ms", minutes: "1 min", hours: "1 hour" };

const figureSql = (source: SeriesSource, { sampled, rolled }: Metric) =>
  source === "samples"
    ? `jsonb_build_array(avg(t.${sampled})::float8, min(t.${sampled}), max(t.${sampled}))`
    : `jsonb_build_array(sum(t.${rolled}_sum)::float8 / nullif(sum(t.${rolled}_count), 0), min(t.${rolled}_min), max(t.${rolled}_max))`;

interface Row extends Record<string, unknown> {
  acceleratorId: string;
  at: Date;
  xid: number | null;
  eccUncorrected: bigint | null;
  linkErrors: bigint | null;
  pcieReplays: bigint | null;
}

/** One statement, whatever the range: the bounds stand in it as values, so that only partitions which hold some of it are read. Not authorised. */
export function seriesStatement(plan: SeriesPlan, { windows }: SeriesScope): SQL {
  const { source, from, to, stepMs } = plan;
  const figures = Object.entries(METRICS).map(([name, metric]) => `${figureSql(source, metric)} AS "${name}"`);
  return sql`
    WITH windows AS (${windows})
    SELECT w.accelerator_id AS "acceleratorId", date_bin(${stepMs} * interval '1 ms', t.at, timestamptz 'epoch') AS at,
      ${sql.raw(figures.join(", "))}, max(t.ecc_uncorrected) AS "eccUncorrected",
      max(t.link_errors) AS "linkErrors", max(t.pcie_replays) AS "pcieReplays",
      (array_agg(t.xid ORDER BY t.at DESC) FILTER (WHERE t.xid IS NOT NULL))[1] AS xid
    FROM windows w
    JOIN ${sql.raw(`telemetry_${source}`)} t ON t.accelerator_id = w.accelerator_id AND t.at >= w.from_at
      AND t.at <= w.to_at - ${sql.raw(`interval '${WIDTHS[source]}'`)}
    WHERE t.at >= ${from.toISOString()}::timestamptz AND t.at < ${to.toISOString()}::timestamptz
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

type CounterName = "eccUncorrected" | "linkErrors" | "pcieReplays";

export type SeriesAccelerator = Omit<AcceleratorSeries, "points" | "xid" | CounterName>;

export async function readSeries(
  db: DbOrTx,
  accelerators: readonly SeriesAccelerator[],
  plan: SeriesPlan,
  scope: SeriesScope,
): Promise<AcceleratorSeries[]> {
  const { rows } = await db.execute<Row>(seriesStatement(plan, scope));
  const byId = new Map(
    accelerators.map((one) => [
      one.acceleratorId,
      { ...one, points: [], xid: null, eccUncorrected: null, linkErrors: null, pcieReplays: null } as AcceleratorSeries,
    ]),
  );
  for (const { acceleratorId, at, xid, eccUncorrected, linkErrors, pcieReplays, ...figures } of rows) {
    const series = byId.get(acceleratorId);
    if (!series) continue;
    series.points.push({ at, ...toFigures(figures) });
    series.xid = xid ?? series.xid;
    for (const [name, count] of Object.entries({ eccUncorrected, linkErrors, pcieReplays }))
      if (count !== null) series[name as CounterName] = Number(count);
  }
  return [...byId.values()];
}

function toFigures(row: Record<string, unknown>): Omit<SeriesPoint, "at"> {
  const figure = (name: string): Figure => {
    const [avg, min, max] = row[name] as [number | null, number | null, number | null];
    return { avg, min, max };
  };
  return {
    temperature: figure("temperature"),
    power: figure("power"),
    utilisation: figure("utilisation"),
    memoryUsed: figure("memoryUsed"),
  };
}
