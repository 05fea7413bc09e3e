import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** Told as ages, so that a worker's clock decides nothing. */
export interface Heartbeat {
  job: string;
  everyMs: number;
  startedAgoMs: number | null;
  finishedAgoMs: number | null;
  failedAgoMs: number | null;
  durationMs: number | null;
  consecutiveFailures: number;
  error: string | null;
}

const keptForHours = 24;

/** What one worker knows of its jobs, in one statement. */
export async function recordHeartbeats(db: Database, workerId: string, beats: readonly Heartbeat[]): Promise<void> {
  if (beats.length === 0) return;
  await db.execute(sql`
    WITH told AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(beats)}::jsonb) AS t(
      job text, "everyMs" int, "startedAgoMs" float8, "finishedAgoMs" float8, "failedAgoMs" float8, "durationMs" int,
      "consecutiveFailures" int, error text)), clock AS (SELECT platform_now() AS now)
    INSERT INTO worker_heartbeats (worker_id, job, every_ms, beat_at, started_at, finished_at, failed_at, duration_ms,
      consecutive_failures, error)
    SELECT ${workerId}, job, "everyMs", clock.now, clock.now - make_interval(secs => "startedAgoMs" / 1000),
      clock.now - make_interval(secs => "finishedAgoMs" / 1000), clock.now - make_interval(secs => "failedAgoMs" / 1000),
      "durationMs", "consecutiveFailures", error
    FROM told, clock
    ON CONFLICT (worker_id, job) DO UPDATE SET every_ms = excluded.every_ms, beat_at = excluded.beat_at,
      started_at = excluded.started_at, finished_at = excluded.finished_at, failed_at = excluded.failed_at,
      duration_ms = excluded.duration_ms, consecutive_failures = excluded.consecutive_failures, error = excluded.error`);
}

/** Of workers that stopped for good: what an hour ago was still told is worth a look, what is older is not. */
export async function removeDeadHeartbeats(db: Database): Promise<void> {
  await db.execute(sql`
    DELETE FROM worker_heartbeats WHERE worker_id IN (
      SELECT worker_id FROM worker_heartbeats GROUP BY worker_id
      HAVING max(beat_at) < platform_now() - make_interval(hours => ${keptForHours}))`);
}

/** Said as a worker goes, so that nobody waits for it. Its last rounds stay to be read for a day. */
export async function tellStopped(db: Database, workerId: string): Promise<void> {
  await db.execute(sql`
    UPDATE worker_heartbeats SET stopped_at = platform_now() WHERE worker_id = ${workerId}`);
}
