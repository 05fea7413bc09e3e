import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/db/client";
import { newId } from "@/lib/ids";
import type { Logger } from "@/lib/log";
import { processMetrics } from "@/lib/operations/metrics/registry";
import { inRequest } from "@/lib/request-scope";
import { KIND, traced } from "@/lib/tracing";
import type { Heartbeats } from "./heartbeats";
import type { Job } from "./job";

export interface JobParts {
  db: Database;
  log: Logger;
  heartbeats: Heartbeats;
  signal: AbortSignal;
  /** The jobs that are in the middle of a round. */
  running: Set<string>;
}

const longestPauseMs = 30_000;

/** In a loop of its own: at once again while it finds work, else after its pause. A failed round is logged and tried again. */
export async function runJob(job: Job, parts: JobParts): Promise<void> {
  while (!parts.signal.aborted) {
    const requestId = newId("req");
    const pauseMs = await inRequest(requestId, () => runRound(job, parts, requestId));
    await sleep(pauseMs, undefined, { signal: parts.signal }).catch(() => undefined);
  }
}

/** Answers how long to wait before the next. */
async function runRound(job: Job, { db, log, heartbeats, running }: JobParts, requestId: string): Promise<number> {
  const { jobSeconds, jobFailures } = processMetrics();
  running.add(job.name);
  heartbeats.began(job.name);
  try {
    const ctx = { db, actor: { type: "system", name: job.name } as const, now: new Date(), requestId };
    const attributes = { "openhall.request_id": requestId };
    const done = await traced(`job ${job.name}`, KIND.internal, attributes, () => job.run(ctx));
    const durationMs = heartbeats.finished(job.name);
    jobSeconds.observe({ job: job.name, outcome: "finished" }, durationMs / 1_000);
    if (done > 0) log.info({ job: job.name, done, durationMs }, "worked");
    return done >= job.batch ? 0 : job.everyMs;
  } catch (error) {
    const { failures, durationMs } = heartbeats.failed(job.name, error);
    jobSeconds.observe({ job: job.name, outcome: "failed" }, durationMs / 1_000);
    jobFailures.inc({ job: job.name });
    const retryInMs = Math.min(longestPauseMs, job.everyMs * 2 ** Math.min(failures, 5));
    log.error({ job: job.name, err: error, failures, retryInMs }, "job failed");
    return retryInMs;
  } finally {
    running.delete(job.name);
  }
}
