import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { telemetryMinutes, telemetryPending, telemetrySamples } from "@/db/schema";
import { PLATFORM_ROLE, TENANT_ROLE } from "@/db/tenancy";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { planSeries } from "@/lib/core/fleet/plan-series";
import { batchOf, sample } from "../testing/telemetry";
import { keepPartitions } from "./keep-partitions";
import { seriesStatement } from "./read-series";
import { recordTelemetry } from "./record-telemetry";
import { rollUpTelemetry } from "./roll-up-telemetry";

const DAY_MS = 86_400_000;
let database: TestDatabase;
let worker: DatabaseHandle;
let market: Market;
const start = new Date();

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, start);
  await database.db.execute(sql`GRANT SELECT ON test_clock TO openhall_platform, openhall_app`);
  market = await createMarket(database.db);
  worker = createDatabase(database.url, { max: 2, role: PLATFORM_ROLE });
  // the template's are those of when the run began, which may have been another day
  await keep();
});
afterAll(async () => {
  await worker.close();
  await database.close();
});

const goTo = (ms: number) => setTestClock(database.db, new Date(start.getTime() + ms));
const keep = () => keepPartitions(testContext(worker.db));
const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "it was not refused",
    (error: Error) => (error.cause as Error).message,
  );
const partitionsOf = async (parent: string) => {
  const { rows } = await database.db.execute<{ name: string }>(sql`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = ${parent}::regclass ORDER BY 1`);
  return rows.map(({ name }) => name);
};

test("the platform's role, which owns nothing, makes what comes and drops whole what is past its time", async () => {
  const before = await partitionsOf("telemetry_samples");
  expect(await keep()).toBe(0);
  await recordTelemetry(market.host, batchOf(1, { [market.accelerators[0]!.uuid]: [sample()] }));
  await goTo(2 * 3_600_000);
  await rollUpTelemetry(testContext(worker.db), { limit: 100 });
  await rollUpTelemetry(testContext(worker.db), { limit: 100 });
  await goTo(3 * DAY_MS);
  expect(await keep()).toBeGreaterThan(0);
  const after = await partitionsOf("telemetry_samples");
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  expect(after.length).toBeGreaterThanOrEqual(8);
  expect(await database.db.$count(telemetrySamples)).toBe(0);
  expect(await database.db.$count(telemetryMinutes)).toBe(1);
  expect(await keep()).toBe(0);
});

test("samples that are not rolled up yet outlive their time", async () => {
  await recordTelemetry(market.host, batchOf(2, { [market.accelerators[0]!.uuid]: [sample()] }));
  await goTo(6 * DAY_MS);
  await keep();
  expect(await database.db.$count(telemetrySamples)).toBe(1);
  expect(await database.db.$count(telemetryPending)).toBe(1);
  while ((await rollUpTelemetry(testContext(worker.db), { limit: 100 })) > 0);
  await keep();
  expect(await database.db.$count(telemetrySamples)).toBe(0);
});

test("where no worker has run for days a batch is refused as to be sent again, and taken once one has", async () => {
  await goTo(20 * DAY_MS);
  const send = () => recordTelemetry(market.host, batchOf(3, { [market.accelerators[1]!.uuid]: [sample()] }));
  expect(await codeOf(send())).toBe("unavailable");
  await keep();
  expect((await send()).taken).toBe(1);
  await goTo(20 * DAY_MS + 3 * 3_600_000);
  while ((await rollUpTelemetry(testContext(worker.db), { limit: 100 })) > 0);
});

test("minutes go after thirty days and hours after a year", async () => {
  await goTo(52 * DAY_MS);
  await keep();
  expect(await database.db.$count(telemetryMinutes)).toBe(0);
  const { rows } = await database.db.execute(sql`SELECT 1 FROM telemetry_hours`);
  expect(rows).not.toEqual([]);
  await goTo(500 * DAY_MS);
  await keep();
  expect((await database.db.execute(sql`SELECT 1 FROM telemetry_hours`)).rows).toEqual([]);
});

test("what is still kept, and what is no partition of telemetry's, nobody drops by asking", async () => {
  const ask = (parent: string, begins: string) =>
    refusalOf(worker.db.execute(sql`SELECT telemetry_drop_partition(${parent}, ${begins}::timestamptz)`));
  const { rows } = await database.db.execute<{ now: Date }>(sql`SELECT date_trunc('month', platform_now()) AS now`);
  expect(await ask("telemetry_hours", rows[0]!.now.toISOString())).toContain("is still kept");
  expect(await ask("leases", "2020-01-01T00:00:00Z")).toContain("not partitioned");
  expect(await ask('telemetry_samples"; DROP TABLE leases; --', "2020-01-01T00:00:00Z")).toContain("not partitioned");
});

test("a partition opens to no role but through its parent, and the tenant's role calls neither function", async () => {
  const [partition] = await partitionsOf("telemetry_samples");
  for (const role of [PLATFORM_ROLE, TENANT_ROLE]) {
    const asRole = (statement: string) =>
      refusalOf(
        database.db.transaction(async (tx) => {
          await tx.execute(sql.raw(`SET LOCAL ROLE ${role}`));
          await tx.execute(sql.raw(statement));
        }),
      );
    expect(await asRole(`SELECT * FROM ${partition}`)).toContain("permission denied");
    expect(await asRole(`DROP TABLE ${partition}`)).toMatch(/permission denied|must be owner/);
    if (role === TENANT_ROLE) {
      expect(await asRole("SELECT telemetry_make_partitions()")).toContain("permission denied");
      expect(await asRole("DELETE FROM telemetry_samples")).toContain("permission denied");
    }
  }
});

test("a chart of the last hour looks at no partition but those that hold it", async () => {
  await goTo(0);
  await keep();
  const plan = planSeries({ from: new Date(start.getTime() - 3_600_000), to: start, now: start }, 500);
  const windows = sql`SELECT 'acc_1'::text AS accelerator_id, ${plan.from.toISOString()}::timestamptz AS from_at, ${plan.to.toISOString()}::timestamptz AS to_at`;
  const { rows } = await worker.db.execute<Record<string, string>>(sql`EXPLAIN ${seriesStatement(plan, { windows })}`);
  const read = rows.flatMap(
    (row) =>
      Object.values(row)
        .join("")
        .match(/telemetry_samples_\d{10}/g) ?? [],
  );
  expect(new Set(read).size).toBeGreaterThan(0);
  expect(new Set(read).size).toBeLessThanOrEqual(2);
  expect((await partitionsOf("telemetry_samples")).length).toBeGreaterThan(2);
});
