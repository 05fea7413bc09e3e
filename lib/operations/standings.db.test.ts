import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mails } from "@/db/schema";
import { createMember, createOperator } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { newId } from "@/lib/ids";
import { mayReadMetrics } from "@/lib/web/metrics";
import { checkReadiness } from "@/lib/web/readiness";
import { GAUGE_NAMES, readGauges } from "./metrics/read-gauges";
import { processMetrics } from "./metrics/registry";
import { readWorkerLag } from "./read-standings";
import { type Heartbeat, recordHeartbeats, removeDeadHeartbeats, tellStopped } from "./record-heartbeats";
import { getSystem, listSilentHosts } from "./system-queries";

let database: TestDatabase;
let market: Market;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  const buyer = await createBuyer(market);
  await buyer.launch(1);
});
afterAll(() => database.close());

const beat = (over: Partial<Heartbeat> = {}): Heartbeat => ({
  job: "bill-due-leases",
  everyMs: 1_000,
  startedAgoMs: 500,
  finishedAgoMs: 100,
  failedAgoMs: null,
  durationMs: 400,
  consecutiveFailures: 0,
  error: null,
  ...over,
});
const empty = () => database.db.execute(sql`DELETE FROM worker_heartbeats`);
const silenceHosts = (interval: string) =>
  database.db.execute(sql`UPDATE hosts SET last_seen_at = now() - ${interval}::interval`);
const sample = (text: string, start: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${start} `))
      ?.slice(start.length + 1) ?? Number.NaN,
  );

test("ready says ok with a live worker and heard agents, degraded with names where they are behind, and serves all the while", async () => {
  await empty();
  expect((await checkReadiness(database)).checks.worker).toEqual({ status: "degraded", reasons: ["no worker runs"] });
  await recordHeartbeats(database.db, "wrk_a", [beat(), beat({ job: "send-mails" })]);
  expect(await checkReadiness(database)).toMatchObject({ status: "ok", checks: { worker: { status: "ok" } } });

  await recordHeartbeats(database.db, "wrk_a", [
    beat({ finishedAgoMs: 120_000 }),
    beat({ job: "send-mails", consecutiveFailures: 3, error: "refused" }),
  ]);
  await silenceHosts("10 minutes");
  const { status, checks } = await checkReadiness(database);
  expect(status).toBe("degraded");
  expect(checks.worker.reasons).toEqual([
    "bill-due-leases last went well 120 s ago",
    "send-mails failed 3 times in a row",
  ]);
  expect(checks.agents.reasons).toEqual(["1 of 1 agents silent, 1 of them with leases"]);
});

test("ready fails without the database or its newest migration, and says nothing of what it cannot know", async () => {
  const away = await createTestDatabase();
  await away.db.execute(sql`DELETE FROM drizzle.__drizzle_migrations`);
  const old = await checkReadiness(away);
  expect(old).toMatchObject({
    status: "failed",
    checks: { database: { status: "ok" }, migrations: { status: "failed" } },
  });
  await away.close();
  const gone = await checkReadiness(away);
  expect(gone).toMatchObject({ status: "failed", checks: { database: { status: "failed" } } });
  expect(gone.checks.worker.reasons).toEqual(["not known while the database is away"]);
});

test("a worker's word replaces its last one, and goes a day after it", async () => {
  await empty();
  await recordHeartbeats(database.db, "wrk_a", [beat({ error: "one", consecutiveFailures: 1 })]);
  await recordHeartbeats(database.db, "wrk_a", [beat()]);
  await recordHeartbeats(database.db, "wrk_b", [beat()]);
  const { workers, jobs } = await readWorkerLag(database.db);
  expect(workers).toHaveLength(2);
  expect(jobs).toMatchObject([{ job: "bill-due-leases", error: null, consecutiveFailures: 0 }]);
  await tellStopped(database.db, "wrk_b");
  expect((await readWorkerLag(database.db)).workers.filter((worker) => worker.isAlive)).toHaveLength(1);
  await database.db.execute(
    sql`UPDATE worker_heartbeats SET beat_at = now() - interval '25 hours' WHERE worker_id = 'wrk_a'`,
  );
  await removeDeadHeartbeats(database.db);
  expect((await readWorkerLag(database.db)).workers.map(({ workerId }) => workerId)).toEqual(["wrk_b"]);
});

test("the desk sees the parts, every role of it, and nobody else does", async () => {
  await silenceHosts("10 minutes");
  const support = await createMember(database.db, market.platform, "support");
  expect(await getSystem(support.ctx)).toMatchObject({ agents: { hosts: 1, silent: 1 }, database: { backupAt: null } });
  expect(await listSilentHosts(support.ctx)).toMatchObject([{ id: market.hostId, openLeases: 1 }]);
  const operator = await createOperator(database.db);
  await expect(getSystem(operator.ctx)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listSilentHosts(operator.ctx)).rejects.toMatchObject({ code: "forbidden" });
});

test("the gauges say what is in the database, and what never happened is absent, not 0", async () => {
  await empty();
  await recordHeartbeats(database.db, "wrk_a", [beat({ finishedAgoMs: 200_000 })]);
  await silenceHosts("10 minutes");
  await database.db.execute(sql`UPDATE leases SET next_due = now() - interval '90 s'`);
  await database.db.insert(mails).values({
    id: newId("mai"),
    key: "test",
    toAddress: "a@example.test",
    userId: market.platform.userId,
    template: "maintenance",
    props: {},
    state: "stuck",
  });
  const text = await readGauges(database.db);
  expect(sample(text, "openhall_gauge_failures")).toBe(0);
  expect(sample(text, "openhall_workers_alive")).toBe(1);
  expect(sample(text, 'openhall_job_late{job="bill-due-leases"}')).toBe(1);
  expect(sample(text, 'openhall_job_lag_seconds{job="bill-due-leases"}')).toBeGreaterThan(199);
  expect(sample(text, 'openhall_hosts{state="silent_renting"}')).toBe(1);
  expect(sample(text, 'openhall_leases_open{state="provisioning"}')).toBe(1);
  expect(sample(text, "openhall_billing_overdue_seconds")).toBeGreaterThan(89);
  expect(sample(text, 'openhall_outbox_depth{outbox="mails",state="stuck"}')).toBe(1);
  expect(sample(text, "openhall_database_bytes")).toBeGreaterThan(1_000_000);
  expect(text).not.toContain("openhall_backup_age_seconds");
  expect(GAUGE_NAMES).toContain("openhall_backup_age_seconds");
  expect(
    processMetrics()
      .registry.getMetricsAsArray()
      .map(({ name }) => name),
  ).toContain("openhall_job_failures_total");
});

test("the figures are for the bearer of the token, and there are none without one", () => {
  expect(mayReadMetrics("Bearer anything")).toBeNull();
  vi.stubEnv("OPENHALL_METRICS_TOKEN", "a-token-of-the-platform");
  expect(mayReadMetrics("Bearer a-token-of-the-platform")).toBe(true);
  for (const wrong of [
    null,
    "",
    "Bearer",
    "Bearer a-token-of-the-platfor",
    "a-token-of-the-platform",
    "bearer a-token-of-the-platform",
  ])
    expect(mayReadMetrics(wrong), String(wrong)).toBe(false);
});
