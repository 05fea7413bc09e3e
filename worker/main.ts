import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { databaseEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { createLog } from "@/lib/log";
import type { Job } from "./job";
import { JOBS } from "./schedule";

const log = createLog("worker");
const { db, close } = createDatabase(databaseEnv().url, {
  max: 4,
  applicationName: "openhall-worker",
  role: PLATFORM_ROLE,
});
const stopping = new AbortController();

/** Each job runs in a loop of its own: at once again while it finds work, else after its pause. A failed round is logged and tried again. */
async function runJob(job: Job) {
  let failures = 0;
  while (!stopping.signal.aborted) {
    let pauseMs = job.everyMs;
    try {
      const requestId = newId("req");
      const done = await job.run({ db, actor: { type: "system", name: job.name }, now: new Date(), requestId });
      if (done > 0) log.info({ job: job.name, done, requestId }, "worked");
      if (done >= job.batch) pauseMs = 0;
      failures = 0;
    } catch (error) {
      failures += 1;
      pauseMs = Math.min(30_000, job.everyMs * 2 ** Math.min(failures, 5));
      log.error({ job: job.name, err: error, failures, retryInMs: pauseMs }, "job failed");
    }
    await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

async function main() {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  log.info({ jobs: JOBS.map((job) => job.name) }, "worker started");
  await Promise.all(JOBS.map(runJob));
  await close();
  log.info("worker stopped");
}

await main();
