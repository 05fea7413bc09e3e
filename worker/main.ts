import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { databaseEnv, metricsEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { createLog } from "@/lib/log";
import { stopOnSignal } from "@/lib/stop-on-signal";
import { startTracing, stopTracing } from "@/lib/tracing";
import { Heartbeats } from "./heartbeats";
import { serveMetrics } from "./metrics-server";
import { runJob } from "./run-job";
import { JOBS } from "./schedule";

const log = createLog("worker");
const workerId = newId("wrk");

async function main() {
  const running = new Set<string>();
  const { signal, graceOver } = stopOnSignal(() => log.warn({ running: [...running] }, "worker stopped at once"));
  await startTracing("openhall-worker");
  const { db, pool, close } = createDatabase(databaseEnv().url, {
    max: 4,
    applicationName: "openhall-worker",
    role: PLATFORM_ROLE,
  });
  const heartbeats = new Heartbeats(db, workerId, JOBS, (err) => log.warn({ err }, "heartbeat not told"));
  const metrics = await serveMetrics(metricsEnv().workerPort, pool);
  log.info({ workerId, metricsPort: metrics?.port, jobs: JOBS.map((job) => job.name) }, "worker started");
  heartbeats.start();
  const rounds = Promise.all(JOBS.map((job) => runJob(job, { db, log, heartbeats, signal, running })));
  const ended = rounds.then(() => heartbeats.stop()).then(close);
  await Promise.race([ended, graceOver]);
  const cut = [...running];
  if (cut.length > 0) await Promise.race([heartbeats.stop(), sleep(1_000)]);
  await Promise.race([stopTracing(), sleep(500)]);
  log.info({ workerId, cut }, "worker stopped");
  // What did not end in time is one transaction at most, which the server rolls back as the connection goes.
  process.exit(0);
}

await main();
