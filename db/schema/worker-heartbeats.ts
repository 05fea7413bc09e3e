import { sql } from "drizzle-orm";
import { check, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";

/**
 * How each job does in each worker, by that worker's own word. The platform's, of no tenant. Rows of workers that are gone are removed
 * after a day, so there are never many.
 */
export const workerHeartbeats = pgTable(
  "worker_heartbeats",
  {
    workerId: id("worker_id").notNull(),
    job: text("job").notNull(),
    /** Pause between rounds that find little to do. */
    everyMs: integer("every_ms").notNull(),
    /** When the worker last said anything of this job. */
    beatAt: instant("beat_at").notNull(),
    /** Set where the worker was asked to end, and did. */
    stoppedAt: instant("stopped_at"),
    startedAt: instant("started_at"),
    /** A round that went well. */
    finishedAt: instant("finished_at"),
    failedAt: instant("failed_at"),
    /** Of the last round, however it ended. */
    durationMs: integer("duration_ms"),
    consecutiveFailures: integer("consecutive_failures").notNull().default(0),
    error: text("error"),
  },
  (t) => [
    primaryKey({ columns: [t.workerId, t.job] }),
    check("worker_heartbeats_failures", sql`consecutive_failures >= 0`),
  ],
);
