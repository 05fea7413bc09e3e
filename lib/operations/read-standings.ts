import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { workerHeartbeats } from "@/db/schema";
import { settings } from "@/lib/env";
import { type JobStanding, jobStandings, type WorkerStanding, workerStandings } from "./job-standings";

export interface WorkerLag {
  workers: WorkerStanding[];
  jobs: JobStanding[];
}

/** Rows are few: one a job of each worker of the last day. */
export async function readWorkerLag(db: DbOrTx): Promise<WorkerLag> {
  const rows = await db.select().from(workerHeartbeats);
  const now = await databaseNow(db);
  return { workers: workerStandings(rows, now), jobs: jobStandings(rows, now) };
}

export interface AgentLag extends Record<string, unknown> {
  hosts: number;
  /** Heard of within the last day, or renting, and silent now. One that was switched off for good is nobody's alarm. */
  silent: number;
  silentWithLeases: number;
}

export async function readAgentLag(db: DbOrTx): Promise<AgentLag> {
  const { rows } = await db.execute<AgentLag>(sql`
    WITH silent AS (
      SELECT h.last_seen_at, EXISTS (SELECT 1 FROM leases l WHERE l.host_id = h.id AND l.ended_at IS NULL) AS rents
      FROM hosts h WHERE h.retired_at IS NULL AND h.last_seen_at < platform_now() - make_interval(secs => ${settings().silenceMs / 1_000}))
    SELECT (SELECT count(*)::int FROM hosts WHERE retired_at IS NULL) AS hosts,
      count(*) FILTER (WHERE rents OR last_seen_at > platform_now() - interval '1 day')::int AS silent,
      count(*) FILTER (WHERE rents)::int AS "silentWithLeases"
    FROM silent`);
  return rows[0]!;
}
