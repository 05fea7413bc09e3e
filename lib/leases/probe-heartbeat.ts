import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

const KEPT_HOURS = 24;

/** Takes the name over from whoever had it. Answers when, on Postgres' clock: that is what tells this run from another under its name. */
export async function beginProbe(db: Database, name: string, everyMs: number): Promise<Date> {
  await db.execute(sql`
    DELETE FROM probe_opinions WHERE probe IN (
      SELECT name FROM probes WHERE beat_at < platform_now() - make_interval(hours => ${KEPT_HOURS}))`);
  await db.execute(sql`
    DELETE FROM probes WHERE name <> ${name} AND beat_at < platform_now() - make_interval(hours => ${KEPT_HOURS})`);
  const { rows } = await db.execute<{ startedAt: Date }>(sql`
    INSERT INTO probes (name, started_at, beat_at, every_ms) VALUES (${name}, platform_now(), platform_now(), ${everyMs})
    ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, beat_at = excluded.beat_at, stopped_at = NULL,
      every_ms = excluded.every_ms, round_at = NULL, round_ms = NULL, leases = 0, failing = 0, operators = 0, operators_failing = 0
    RETURNING started_at AS "startedAt"`);
  return rows[0]!.startedAt;
}

/** Whether the name is still this run's. */
export async function beatProbe(db: Database, name: string, startedAt: Date): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    UPDATE probes SET beat_at = platform_now() WHERE name = ${name} AND started_at = ${startedAt.toISOString()}::timestamptz`);
  return (rowCount ?? 0) > 0;
}

/** Said as a probe goes, so that nobody waits for its word. */
export async function stopProbe(db: Database, name: string, startedAt: Date): Promise<void> {
  await db.execute(sql`
    UPDATE probes SET stopped_at = platform_now() WHERE name = ${name} AND started_at = ${startedAt.toISOString()}::timestamptz`);
}
