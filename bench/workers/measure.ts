import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { root } from "@/bin/dependencies.mjs";
import type { Database } from "@/db/client";
import { HOUR_MS, hourFloor } from "@/lib/core/time";
import type { Log, Measured } from "../benchmark";
import { layLeases } from "../billing/backlog";
import { auditSeconds, secondsSince } from "../billing/bill-all";
import { interleave } from "../interleave";
import { type BenchServer, withServer } from "../server";

const LEASES = 100_000;

/**
 * One backlog of 100,000 leases billed by two workers against one, each a process of its own (`npm run worker`). Higher is better; database
 * server and workers share the machine's cores, so on two cores it cannot be 2. Every second is billed once: the audit follows.
 */
export function measureTwoWorkers(log: Log): Promise<Measured> {
  return withServer("workers", (server) =>
    interleave(log, async () => {
      const oneSeconds = await billWith(server, 1);
      const twoSeconds = await billWith(server, 2);
      return { ratio: oneSeconds / twoSeconds, figures: { oneSeconds, twoSeconds } };
    }),
  );
}

function billWith(server: BenchServer, count: number): Promise<number> {
  return server.withFresh(async ({ db, url }) => {
    const hour = hourFloor(new Date());
    const from = new Date(hour.getTime() - HOUR_MS);
    const notYet = new Date(hour.getTime() + 1_000 * HOUR_MS);
    await layLeases(db, { count: LEASES, from, provenThrough: hour, ended: true, nextDue: notYet });
    await db.execute(sql`UPDATE leases SET next_due = NULL`);
    await db.execute(sql`VACUUM ANALYZE leases, lease_intervals, lease_rates`);
    const workers = Array.from({ length: count }, () => start(url));
    try {
      await Promise.all(workers.map(untilStarted));
      await db.execute(sql`UPDATE leases SET next_due = ended_at`);
      const startedAt = performance.now();
      while (await isDue(db)) await sleep(50);
      const seconds = secondsSince(startedAt);
      await assertBilled(db);
      return seconds;
    } finally {
      await Promise.all(workers.map(stop));
    }
  });
}

function start(url: string): ChildProcess {
  const env = { ...process.env, DATABASE_URL: url, LOG_LEVEL: "info", OPENHALL_TICK_MS: "200" };
  return spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
}

async function untilStarted(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) if (line.includes("worker started")) break;
  child.stdout!.resume();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function isDue(db: Database): Promise<boolean> {
  const { rows } = await db.execute<{ due: boolean }>(
    sql`SELECT EXISTS (SELECT FROM leases WHERE next_due IS NOT NULL) AS due`,
  );
  return rows[0]?.due === true;
}

async function assertBilled(db: Database): Promise<void> {
  await auditSeconds(db);
  const { rows } = await db.execute<{ seconds: number }>(sql`
    SELECT sum(extract(epoch FROM seg_end - seg_start))::float8 AS seconds FROM usage_segments`);
  if (rows[0]?.seconds !== LEASES * 3_600) throw new Error(`${rows[0]?.seconds} seconds billed of ${LEASES * 3_600}`);
}
