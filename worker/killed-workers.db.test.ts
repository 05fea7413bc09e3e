import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareBacklog } from "@/bench/billing/backlog";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket } from "@/db/testing/market";
import { auditBooks } from "@/lib/metering/audit-books";

const LEASES = 2_000;
const HOURS = 2;
const root = fileURLToPath(new URL("..", import.meta.url));
const workers = new Set<ChildProcess>();
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await createBuyer(await createMarket(database.db));
  await prepareBacklog(database.db, { leases: LEASES, hoursEach: HOURS });
});
afterAll(async () => {
  await Promise.all([...workers].map(kill));
  await database.close();
});

function startWorker(): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "silent" },
  });
  workers.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  workers.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

const count = async (query: string) => Number((await database.pool.query(query)).rows[0].count);
const due = () => count("SELECT count(*) FROM leases WHERE next_due <= now()");

async function untilDue(most: number): Promise<void> {
  while ((await due()) > most) await sleep(10);
}

test("three workers on one backlog, killed and replaced in the middle of it, bill each second once", {
  timeout: 300_000,
}, async () => {
  for (let at = 0; at < 3; at++) startWorker();
  // A kill whenever another fifth is done, wherever in its batch the worker is then.
  for (const left of [0.8, 0.6, 0.4, 0.2]) {
    await untilDue(LEASES * left);
    const [oldest] = workers;
    await kill(oldest!);
    startWorker();
  }
  await untilDue(0);
  const billed = `SELECT coalesce(sum(extract(epoch FROM seg_end - seg_start)), 0) AS count FROM usage_segments WHERE zero_reason IS NULL`;
  expect(await count(billed)).toBe(LEASES * HOURS * 3_600);
  expect(await count("SELECT count(*) FROM ledger_transactions WHERE kind = 'usage'")).toBe(LEASES * HOURS);
  // These leases were laid without accelerators, which the 19th would miss.
  const findings = (await auditBooks(database.db)).filter(
    ({ violations, invariant }) => violations > 0 && invariant.number !== 19,
  );
  expect(findings).toEqual([]);
});
