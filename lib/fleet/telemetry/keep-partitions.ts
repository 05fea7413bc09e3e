import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";

interface Partition extends Record<string, unknown> {
  parent: string;
  begins: Date;
}

/** What is still to be rolled up of a table, whose partitions therefore stay. */
const ROLLED_AS: Record<string, string> = { telemetry_samples: "minute", telemetry_minutes: "hour" };

/**
 * Makes the partitions that telemetry will need and drops those that are past their time, whole. One whose samples are not all rolled up is
 * kept however old it is, and tried again. Answers how many were made or dropped.
 */
export async function keepPartitions(ctx: Context): Promise<number> {
  const { rows: made } = await ctx.db.execute<{ made: number }>(sql`SELECT telemetry_make_partitions() AS made`);
  let done = made[0]!.made;
  for (const partition of await findOld(ctx)) if (await dropPartition(ctx, partition)) done += 1;
  return done;
}

async function findOld(ctx: Context): Promise<Partition[]> {
  const { rows } = await ctx.db.execute<Partition>(sql`
    SELECT p.parent, p.begins FROM (
      SELECT i.inhparent::regclass::text AS parent, to_timestamp(right(c.relname, 10) || '+00', 'YYYYMMDDHH24TZH') AS begins
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE c.relnamespace = 'telemetry'::regnamespace AND c.relkind = 'r') p
    JOIN telemetry_layout() l ON l.parent = p.parent
    WHERE p.begins + l.step <= platform_now() - l.kept
    ORDER BY p.begins`);
  return rows;
}

/** Nothing of it can be marked while this runs: a batch takes no sample that is a day old. */
async function dropPartition(ctx: Context, { parent, begins }: Partition): Promise<boolean> {
  const resolution = ROLLED_AS[parent];
  const from = sql`${begins.toISOString()}::timestamptz`;
  const waiting =
    resolution === undefined
      ? sql`false`
      : sql`EXISTS (SELECT 1 FROM telemetry_pending p, telemetry_layout() l WHERE l.parent = ${parent}
          AND p.resolution = ${resolution} AND p.at >= ${from} AND p.at < ${from} + l.step)`;
  const { rows } = await ctx.db.execute<{ dropped: boolean | null }>(sql`
    SELECT CASE WHEN ${waiting} THEN false ELSE telemetry_drop_partition(${parent}, ${from}) END AS dropped`);
  return rows[0]?.dropped === true;
}
