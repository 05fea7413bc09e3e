import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseAccelerators, telemetryMinutes, telemetrySamples } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { at, createOperator, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { listHostSeries } from "@/lib/fleet/telemetry/host-series";
import { recordTelemetry } from "@/lib/fleet/telemetry/record-telemetry";
import { rollUpTelemetry } from "@/lib/fleet/telemetry/roll-up-telemetry";
import { batchOf, sample } from "@/lib/fleet/testing/telemetry";
import { getLeaseSeries } from "./lease-series";

const MINUTE = 60_000;
let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let leaseId: string;
let claimed: string;
const start = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const end = start + 20 * MINUTE + 30_000;

/** The lease has its accelerator from the hour on for twenty minutes and a half; samples come each ten seconds from ten minutes before to ten after. */
beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, new Date(start));
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  leaseId = (await buyer.launch(1)).id;
  await database.db.update(leaseAccelerators).set({ claimedAt: new Date(start), releasedAt: new Date(end) });
  const [claim] = await database.db.select().from(leaseAccelerators);
  claimed = claim!.acceleratorId;
  const { rows } = await database.db.execute<{ uuid: string }>(
    sql`SELECT uuid FROM accelerators WHERE id = ${claimed}`,
  );
  await setTestClock(database.db, new Date(start + 30 * MINUTE));
  const samples = Array.from({ length: 241 }, (_, i) =>
    sample({ ageMs: i * 10_000, utilisationPercent: i % 101, temperatureC: i % 7 === 0 ? null : 50 }),
  );
  await recordTelemetry(market.host, batchOf(1, { [rows[0]!.uuid]: samples }));
  await setTestClock(database.db, new Date(start + 40 * MINUTE));
  while ((await rollUpTelemetry(testContext(database.db), { limit: 1_000 })) > 0);
});
afterAll(() => database.close());

const looking = (ms: number) => at(buyer.ctx, new Date(start + ms));

test("a customer's chart has what its accelerators showed during the lease, and nothing of before or after", async () => {
  const { plan, series } = await getLeaseSeries(looking(30 * MINUTE), { leaseId, range: "1h" });
  expect(plan).toMatchObject({ source: "samples", stepMs: 10_000 });
  const times = series[0]!.points.map((point) => point.at.getTime());
  expect([times[0], times.at(-1), times.length]).toEqual([start, end - 10_000, 123]);
  expect(series[0]).toMatchObject({ index: 0, memoryMib: 81_559, simulated: true });
});

test("a minute in which the accelerator changed hands is in no customer's chart, nor does their database show it", async () => {
  const { plan, series } = await getLeaseSeries(looking(3 * 24 * 60 * MINUTE), { leaseId, range: "all" });
  expect(plan.source).toBe("minutes");
  expect(series[0]!.points.map((point) => (point.at.getTime() - start) / MINUTE)).toEqual(
    Array.from({ length: 20 }, (_, minute) => minute),
  );
  const seen = await buyer.ctx.db.select({ at: telemetryMinutes.at }).from(telemetryMinutes);
  expect(seen.map((row) => (row.at.getTime() - start) / MINUTE).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, minute) => minute),
  );
});

test("what no sample said is a gap, and of what was said the step has the average, the least and the most", async () => {
  const { series } = await getLeaseSeries(looking(3 * 24 * 60 * MINUTE), { leaseId, range: "all" });
  const first = series[0]!.points[0]!;
  const raw = await database.db.select().from(telemetrySamples);
  const inMinute = raw.filter(({ at: when }) => when.getTime() >= start && when.getTime() < start + MINUTE);
  const values = inMinute.map((row) => row.utilisationPercent!);
  expect(first.utilisation).toEqual({
    avg: values.reduce((sum, value) => sum + value, 0) / values.length,
    min: Math.min(...values),
    max: Math.max(...values),
  });
});

test("another customer, a stranger operator and whoever asks for a lease that is not theirs see nothing", async () => {
  const stranger = await createBuyer(market);
  expect(await codeOf(getLeaseSeries(stranger.ctx, { leaseId, range: "1h" }))).toBe("not_found");
  expect(await stranger.ctx.db.select().from(telemetrySamples)).toEqual([]);
  const operator = await createOperator(database.db);
  const now = new Date(start + 30 * MINUTE);
  expect((await listHostSeries(at(operator.ctx, now), { hostId: market.hostId, range: "1h" })).series).toEqual([]);
  expect(await operator.ctx.db.select().from(telemetrySamples)).toEqual([]);
});

test("the operator sees all of its accelerators' time, in steps that a small chart has room for", async () => {
  const operator = at(market.operator.ctx, new Date(start + 30 * MINUTE));
  const { plan, series } = await listHostSeries(operator, { hostId: market.hostId, range: "1h" });
  expect(series).toHaveLength(8);
  const own = series.find((one) => one.acceleratorId === claimed)!;
  expect(plan.stepMs).toBe(20_000);
  expect(own.points.length).toBe(120);
  expect(series.filter((one) => one.points.length > 0)).toHaveLength(1);
});
