import { sql } from "drizzle-orm";
import { renderOnce } from "@/db/rendered";
import type { Context } from "@/lib/context";
import type { SignedParts } from "@/lib/core/contracts/agent";
import { isUnchanged } from "./unchanged-report";

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
  /** When an idle report that says nothing new was heard; null where there is more to do than that, or nothing was taken. */
  heardAt: Date | null;
  desiredRevision: bigint;
}

/** A measure this far from the last is a step of the clock; nearer ones are smoothed. */
const STEP_MS = 2_000;
/** Less is the network's, and not worth a write. */
const NOISE_MS = 8;

const isIdleAndUnchanged = sql`(${isUnchanged(sql`h`, sql`said.print`)}
  AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.host_id = h.id AND leases.ended_at IS NULL))`;

const statement = renderOnce(sql`/* prepared take_message */
  WITH said AS (
    SELECT ${sql.placeholder("hostId")}::text AS host_id, ${sql.placeholder("channel")}::text AS channel, ${sql.placeholder("run")}::int AS run, ${sql.placeholder("seq")}::int AS seq,
      ${sql.placeholder("instance")}::text AS instance, ${sql.placeholder("key")}::text AS key, ${sql.placeholder("now")}::timestamptz AS at,
      ${sql.placeholder("offsetMs")}::bigint AS offset_ms, ${sql.placeholder("idlePrint")}::text AS print
  ), host AS (
    SELECT said.*, public_key, next_public_key, key_since, enrolled_at, key_rotation_asked_at, locked_at, retired_at,
      clock_offset_ms, desired_revision
    FROM said JOIN hosts h ON h.id = said.host_id
  ), taken AS (
    INSERT INTO host_channels AS c (host_id, channel, run, seq, instance)
    SELECT host_id, channel, run, seq, instance FROM host
    WHERE locked_at IS NULL AND retired_at IS NULL AND key IN (public_key, next_public_key) AND NOT EXISTS (
      SELECT 1 FROM host_channels o WHERE o.host_id = host.host_id
        AND (o.run > host.run OR (o.run = host.run AND o.instance IS DISTINCT FROM host.instance)))
    ON CONFLICT (host_id, channel) DO UPDATE SET run = excluded.run, seq = excluded.seq, instance = excluded.instance
      WHERE (c.run, c.seq) < (excluded.run, excluded.seq)
    RETURNING host_id
  ), began AS (
    INSERT INTO host_runs AS r (host_id, instance, run, first_at)
    SELECT said.host_id, instance, run, at FROM taken JOIN said ON true
    WHERE instance IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM host_runs h WHERE h.host_id = said.host_id AND h.instance = said.instance AND h.run >= said.run)
    ON CONFLICT (host_id, instance) DO UPDATE SET run = greatest(r.run, excluded.run)
    RETURNING run
  ), heard AS (
    UPDATE hosts h SET
      clock_offset_ms = CASE WHEN abs(offset_ms - h.clock_offset_ms) < ${NOISE_MS} THEN h.clock_offset_ms
        WHEN abs(offset_ms - h.clock_offset_ms) > ${STEP_MS} THEN offset_ms::int
        ELSE h.clock_offset_ms + round((offset_ms - h.clock_offset_ms) / 4.0)::int END,
      last_seen_at = CASE WHEN ${isIdleAndUnchanged} THEN greatest(h.last_seen_at, platform_now()) ELSE h.last_seen_at END
    FROM taken JOIN said ON true WHERE h.id = taken.host_id AND said.channel = 'report'
      AND (abs(offset_ms - h.clock_offset_ms) >= ${NOISE_MS} OR ${isIdleAndUnchanged})
    RETURNING h.clock_offset_ms, CASE WHEN ${isIdleAndUnchanged} THEN platform_now() END AS at, h.desired_revision
  )
  SELECT EXISTS (SELECT 1 FROM taken) AS taken, EXISTS (SELECT 1 FROM began) AS began,
    key IN (public_key, coalesce(next_public_key, '')) AS "isKey",
    key <> public_key AND key = coalesce(next_public_key, '') AS "isNextKey",
    locked_at IS NOT NULL AS "isLocked", retired_at IS NOT NULL AS "isRetired", key_rotation_asked_at IS NOT NULL AS "isAsked",
    (extract(epoch FROM coalesce(key_since, enrolled_at)) * 1000)::float8 AS "keySinceMs", host.clock_offset_ms AS "clockBeforeMs",
    coalesce(heard.clock_offset_ms, host.clock_offset_ms) AS "clockNowMs",
    heard.at AS "heardAt", coalesce(heard.desired_revision, host.desired_revision) AS "desiredRevision"
  FROM host LEFT JOIN heard ON true`);

/** Of what is signed and sent: whose key signed it, by how much its clock is off, and the print of a report that names no instance. */
export interface Taken {
  key: string;
  offsetMs: number;
  idlePrint: string | null;
}

/**
 * Takes the message, if its key and its place in the channel's order are right, with all that is kept of it, in one statement. On all
 * channels the last run alone is heard, and within a run one process: another that calls itself by the same number is not its continuation.
 * A report without instances is done with here, where nothing is new in it (`isUnchanged`) and no lease is placed on its host.
 */
export async function takeMessage(
  { db, now }: Pick<Context, "db" | "now">,
  { hostId, channel, run, seq, process }: SignedParts,
  { key, offsetMs, idlePrint }: Taken,
): Promise<Taking> {
  const values = {
    hostId,
    channel,
    run,
    seq,
    instance: process?.instance ?? null,
    key,
    offsetMs,
    idlePrint,
    now: now.toISOString(),
  };
  const { rows } = await db.execute<Taking & Record<string, unknown>>(statement(values));
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
