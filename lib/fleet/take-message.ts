import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { SignedParts } from "@/lib/core/contracts/agent";

export interface Taking {
  taken: boolean;
  isKey: boolean;
  /** Signed by the key that is to replace the one in use. */
  isNextKey: boolean;
  isLocked: boolean;
  isRetired: boolean;
  isAsked: boolean;
  keySinceMs: number;
  /** The first message of one of the agent's processes. */
  began: boolean;
  clockBeforeMs: number;
  clockNowMs: number;
}

/** A measure this far from the last is a step of the clock; nearer ones are smoothed. */
const STEP_MS = 2_000;
/** Less is the network's, and not worth a write. */
const NOISE_MS = 8;

/**
 * Takes the message, if its key and its place in the channel's order are right, with all that is kept of it, in one statement. On all
 * channels the last run alone is heard, and within a run one process: another that calls itself by the same number is not its continuation.
 */
export async function takeMessage(
  { db, now }: Pick<Context, "db" | "now">,
  { hostId, channel, run, seq, process }: SignedParts,
  { key, offsetMs }: { key: string; offsetMs: number },
): Promise<Taking> {
  const instance = process?.instance ?? null;
  const { rows } = await db.execute<Taking & Record<string, unknown>>(sql`/* prepared take_message */
    WITH host AS (
      SELECT id, public_key, next_public_key, key_since, enrolled_at, key_rotation_asked_at, locked_at, retired_at, clock_offset_ms
      FROM hosts WHERE id = ${hostId}
    ), taken AS (
      INSERT INTO host_channels AS c (host_id, channel, run, seq, instance)
      SELECT id, ${channel}, ${run}::int, ${seq}::int, ${instance}::text FROM host
      WHERE locked_at IS NULL AND retired_at IS NULL AND ${key}::text IN (public_key, next_public_key) AND NOT EXISTS (
        SELECT 1 FROM host_channels o WHERE o.host_id = ${hostId}
          AND (o.run > ${run}::int OR (o.run = ${run}::int AND o.instance IS DISTINCT FROM ${instance}::text)))
      ON CONFLICT (host_id, channel) DO UPDATE SET run = excluded.run, seq = excluded.seq, instance = excluded.instance
        WHERE (c.run, c.seq) < (excluded.run, excluded.seq)
      RETURNING host_id
    ), began AS (
      INSERT INTO host_runs AS r (host_id, instance, run, first_at)
      SELECT host_id, ${instance}::text, ${run}::int, ${now.toISOString()}::timestamptz FROM taken
      WHERE ${instance}::text IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM host_runs h WHERE h.host_id = ${hostId} AND h.instance = ${instance} AND h.run >= ${run}::int)
      ON CONFLICT (host_id, instance) DO UPDATE SET run = greatest(r.run, excluded.run)
      RETURNING run
    ), measured AS (
      UPDATE hosts h SET clock_offset_ms = CASE WHEN abs(${offsetMs}::bigint - h.clock_offset_ms) > ${STEP_MS}
        THEN ${offsetMs}::int ELSE h.clock_offset_ms + round((${offsetMs}::int - h.clock_offset_ms) / 4.0)::int END
      FROM taken WHERE h.id = taken.host_id AND ${channel} = 'report' AND abs(${offsetMs}::bigint - h.clock_offset_ms) >= ${NOISE_MS}
      RETURNING h.clock_offset_ms
    )
    SELECT EXISTS (SELECT 1 FROM taken) AS taken, EXISTS (SELECT 1 FROM began) AS began,
      ${key}::text IN (public_key, coalesce(next_public_key, '')) AS "isKey",
      ${key}::text <> public_key AND ${key}::text = coalesce(next_public_key, '') AS "isNextKey",
      locked_at IS NOT NULL AS "isLocked", retired_at IS NOT NULL AS "isRetired", key_rotation_asked_at IS NOT NULL AS "isAsked",
      (extract(epoch FROM coalesce(key_since, enrolled_at)) * 1000)::float8 AS "keySinceMs", clock_offset_ms AS "clockBeforeMs",
      coalesce((SELECT m.clock_offset_ms FROM measured m), host.clock_offset_ms) AS "clockNowMs"
    FROM host`);
  const [taking] = rows;
  if (!taking) throw new Error(`host ${hostId} vanished after it had signed`);
  return taking;
}

/** What is remembered of an agent's starts is bounded, however often it starts. */
const RUNS_KEPT = 50;

export async function pruneRuns({ db }: Pick<Context, "db">, hostId: string): Promise<void> {
  await db.execute(sql`
    DELETE FROM host_runs WHERE host_id = ${hostId}
      AND run <= (SELECT run FROM host_runs WHERE host_id = ${hostId} ORDER BY run DESC OFFSET ${RUNS_KEPT} LIMIT 1)`);
}
