import { type SQL, sql } from "drizzle-orm";
import { instants, texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { COUNTERS, METRICS, type Metric } from "./metrics";

type Resolution = "minute" | "hour";

/** How long after its end a span is rolled up, so that it is done once and not with every batch: a batch comes every half minute. */
const SETTLES_AFTER_MS = { minute: 45_000, hour: 120_000 };
const WIDTH_MS = { minute: 60_000, hour: 3_600_000 };

interface Due extends Record<string, unknown> {
  hostId: string;
  at: Date;
}

/**
 * Makes minutes of samples and hours of minutes, of what is marked and settled. Each round is one transaction that takes the marks away and
 * writes what they stand for: a worker that is killed leaves both as they were, and late samples mark their minute again. Answers how many
 * marks are done.
 */
export async function rollUpTelemetry(ctx: Context, { limit }: { limit: number }): Promise<number> {
  const minutes = await rollUp(ctx, "minute", limit);
  return Math.max(minutes, await rollUp(ctx, "hour", limit));
}

async function rollUp(ctx: Context, resolution: Resolution, limit: number): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const due = await takeDue(tx, resolution, now, limit);
    if (due.length === 0) return 0;
    // A statement of its own, whose snapshot has all that the marks' last writers committed.
    await tx.execute(statementOf(resolution, due));
    if (resolution === "minute") await markHours(tx, due, now);
    return due.length;
  });
}

async function takeDue(tx: Transaction, resolution: Resolution, now: Date, limit: number): Promise<Due[]> {
  const before = new Date(now.getTime() - WIDTH_MS[resolution] - SETTLES_AFTER_MS[resolution]).toISOString();
  const { rows } = await tx.execute<Due>(sql`
    DELETE FROM telemetry_pending p USING (
      SELECT host_id, resolution, at FROM telemetry_pending
      WHERE resolution = ${resolution} AND at <= ${before}::timestamptz
      ORDER BY at LIMIT ${limit} FOR UPDATE SKIP LOCKED) d
    WHERE p.host_id = d.host_id AND p.resolution = d.resolution AND p.at = d.at
    RETURNING p.host_id AS "hostId", p.at`);
  return rows;
}

async function markHours(tx: Transaction, due: readonly Due[], now: Date): Promise<void> {
  await tx.execute(sql`
    INSERT INTO telemetry_pending (host_id, resolution, at, touched_at)
    SELECT DISTINCT d.host_id, 'hour', date_trunc('hour', d.at), ${now.toISOString()}::timestamptz
    FROM unnest(${texts(due.map(({ hostId }) => hostId))}, ${instants(due.map(({ at }) => at))}) AS d (host_id, at)
    ORDER BY 1, 3
    ON CONFLICT (host_id, resolution, at) DO UPDATE SET touched_at = excluded.touched_at`);
}

/** The bounds stand in it as values, so that partitions which cannot hold any of it are not looked at. */
function statementOf(resolution: Resolution, due: readonly Due[]): SQL {
  const times = due.map(({ at }) => at.getTime());
  const from = new Date(Math.min(...times)).toISOString();
  const to = new Date(Math.max(...times) + WIDTH_MS[resolution]).toISOString();
  const source = sql.raw(resolution === "minute" ? "telemetry_samples" : "telemetry_minutes");
  const target = sql.raw(resolution === "minute" ? "telemetry_minutes" : "telemetry_hours");
  const figures = Object.values(METRICS).flatMap((metric) => figuresOf(resolution, metric));
  const kept = figures.map(({ name }) => name).concat(LAST);
  const last = sql.raw(
    `${COUNTERS.map((name) => `max(s.${name})`).join(", ")}, (array_agg(s.xid ORDER BY s.at DESC) FILTER (WHERE s.xid IS NOT NULL))[1]`,
  );
  return sql`
    INSERT INTO ${target} (accelerator_id, at, samples, ${sql.raw(kept.join(", "))})
    SELECT s.accelerator_id, d.at, ${sql.raw(resolution === "minute" ? "count(*)" : "sum(s.samples)")},
      ${sql.raw(figures.map(({ value }) => value).join(", "))}, ${last}
    FROM unnest(${texts(due.map(({ hostId }) => hostId))}, ${instants(due.map(({ at }) => at))}) AS d (host_id, at)
    JOIN accelerators a ON a.host_id = d.host_id
    JOIN ${source} s ON s.accelerator_id = a.id AND s.at >= d.at AND s.at < d.at + ${WIDTH_MS[resolution]} * interval '1 ms'
    WHERE s.at >= ${from}::timestamptz AND s.at < ${to}::timestamptz
    GROUP BY s.accelerator_id, d.at
    ON CONFLICT (accelerator_id, at) DO UPDATE SET
      ${sql.raw(["samples", ...kept].map((name) => `${name} = excluded.${name}`).join(", "))}`;
}

const LAST = [...COUNTERS, "xid"];

function figuresOf(resolution: Resolution, { rolled, sampled }: Metric) {
  const ofSamples = resolution === "minute";
  return [
    { name: `${rolled}_min`, value: ofSamples ? `min(s.${sampled})` : `min(s.${rolled}_min)` },
    { name: `${rolled}_max`, value: ofSamples ? `max(s.${sampled})` : `max(s.${rolled}_max)` },
    { name: `${rolled}_sum`, value: ofSamples ? `coalesce(sum(s.${sampled}), 0)` : `sum(s.${rolled}_sum)` },
    { name: `${rolled}_count`, value: ofSamples ? `count(s.${sampled})` : `sum(s.${rolled}_count)` },
  ];
}
