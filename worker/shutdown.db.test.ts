import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";

const root = fileURLToPath(new URL("..", import.meta.url));
const started = new Set<ChildProcess>();
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await database.close();
});

interface Line {
  msg: string;
  workerId?: string;
  metricsPort?: number;
  requestId?: string;
  cut?: string[];
}

async function startWorker() {
  const child = spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "info", OPENHALL_WORKER_METRICS_PORT: "0" },
  });
  started.add(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  const lines = () => text.split("\n").flatMap((line): Line[] => (line.startsWith("{") ? [JSON.parse(line)] : []));
  const until = async (msg: string): Promise<Line> => {
    for (;;) {
      const line = lines().find((one) => one.msg === msg);
      if (line) return line;
      await sleep(20);
    }
  };
  const end = async (): Promise<[number | null, NodeJS.Signals | null, number]> => {
    const since = performance.now();
    const [code, signal] = await once(child, "exit");
    started.delete(child);
    return [code, signal, performance.now() - since];
  };
  return { child, until, end, start: await until("worker started") };
}

async function untilJobsHang(): Promise<void> {
  for (let waiting = 0; waiting === 0; await sleep(20)) {
    const { rows } = await database.pool.query(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'openhall-worker' AND wait_event_type = 'Lock' AND datname = current_database()",
    );
    waiting = Number(rows[0].count);
  }
}

/** Every job that looks at leases waits for it. */
async function holdLeases(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("BEGIN; LOCK TABLE leases IN ACCESS EXCLUSIVE MODE");
  return client;
}

test("a worker tells of itself and its figures, and goes when asked once its rounds are done", {
  timeout: 60_000,
}, async () => {
  const { child, end, start } = await startWorker();
  let told = 0;
  while (told === 0) {
    await sleep(100);
    const { rows } = await database.pool.query(
      "SELECT count(*) FROM worker_heartbeats WHERE worker_id = $1 AND finished_at IS NOT NULL",
      [start.workerId],
    );
    told = Number(rows[0].count);
  }
  const figures = await fetch(`http://127.0.0.1:${start.metricsPort}/metrics`).then((response) => response.text());
  expect(figures).toMatch(/openhall_job_duration_seconds_count\{job="bill-due-leases",outcome="finished"\} [1-9]/);
  expect(figures).toContain('openhall_db_pool_connections{state="limit"} 4');
  expect((await fetch(`http://127.0.0.1:${start.metricsPort}/`)).status).toBe(404);
  child.kill("SIGTERM");
  const [code, , tookMs] = await end();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(5_000);
  const { rows } = await database.pool.query(
    "SELECT count(*) FROM worker_heartbeats WHERE worker_id = $1 AND stopped_at IS NULL",
    [start.workerId],
  );
  expect(Number(rows[0].count)).toBe(0);
});

test("a round that hangs is cut within ten seconds of the signal, named in the log, and leaves no transaction", {
  timeout: 60_000,
}, async () => {
  const holder = await holdLeases();
  const { child, until, end } = await startWorker();
  await untilJobsHang();
  child.kill("SIGTERM");
  const [code, , tookMs] = await end();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
  expect((await until("worker stopped")).cut).toContain("bill-due-leases");
  await holder.query("COMMIT");
  await holder.end();
  for (let left = 1; left > 0; await sleep(50)) {
    const { rows } = await database.pool.query(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'openhall-worker' AND datname = current_database()",
    );
    left = Number(rows[0].count);
  }
});

test("a second signal ends it at once", { timeout: 60_000 }, async () => {
  const holder = await holdLeases();
  const { child, end } = await startWorker();
  await untilJobsHang();
  child.kill("SIGTERM");
  await sleep(300);
  child.kill("SIGTERM");
  const [code, , tookMs] = await end();
  expect(code).toBe(143);
  expect(tookMs).toBeLessThan(1_000);
  await holder.query("COMMIT");
  await holder.end();
});
