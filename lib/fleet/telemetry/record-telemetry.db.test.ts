import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorFindings, accelerators, hostEvents, telemetryHosts, telemetrySamples } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createMarket, type Market } from "@/db/testing/market";
import { listAccelerators } from "@/lib/fleet/host-queries";
import { listStock } from "@/lib/leases/stock-queries";
import { batchOf, sample } from "../testing/telemetry";
import { recordTelemetry } from "./record-telemetry";

let database: TestDatabase;
let market: Market;
let other: Market;
let batch = 0;
const start = new Date(Math.floor(Date.now() / 60_000) * 60_000);
let now = start;

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
  other = await createMarket(database.db);
});
afterAll(() => database.close());

async function pass(ms: number) {
  now = new Date(now.getTime() + ms);
  await setTestClock(database.db, now);
}

const uuid = (index: number) => market.accelerators[index]!.uuid;
const send = (accelerators: Parameters<typeof batchOf>[1], change: Parameters<typeof batchOf>[2] = {}) =>
  recordTelemetry(market.host, batchOf(++batch, accelerators, change));
const fiveMinutes = (change: Parameters<typeof sample>[0]) =>
  Array.from({ length: 30 }, (_, i) => sample({ ...change, ageMs: i * 10_000 }));
const findings = () => database.db.select().from(acceleratorFindings);
const free = async () => {
  await market.report([]);
  const stock = await listStock(testContext(database.db, market.platform.actor));
  return stock.filter((row) => row.siteId === market.siteId).map((row) => row.availableUnits);
};

test("samples stand where they were taken by the platform's clock, and in which batch they came is remembered", async () => {
  const { taken } = await send({
    [uuid(0)]: [sample({ ageMs: 10_000 }), sample({ temperatureC: 41, powerMilliwatts: null })],
  });
  expect(taken).toBe(2);
  const rows = await database.db.select().from(telemetrySamples).orderBy(telemetrySamples.at);
  expect(rows.map((row) => [row.at.getTime() - now.getTime(), row.temperatureC, row.powerMilliwatts])).toEqual([
    [-10_000, 40, 70_000],
    [0, 41, null],
  ]);
  const [host] = await database.db.select().from(telemetryHosts);
  expect(host).toMatchObject({ hostId: market.hostId, run: 1, batch, newestSampleAt: now });
});

test("what only newer agents tell is stored where it is told, and null where it is not", async () => {
  await send({
    [uuid(6)]: [sample({ pcieReplays: 5, xid: 31, xidAgeMs: 30_000, ageMs: 10_000 }), sample({ xid: 31 })],
  });
  const [accelerator] = await database.db
    .select()
    .from(accelerators)
    .where(eq(accelerators.uuid, uuid(6)));
  const rows = await database.db
    .select()
    .from(telemetrySamples)
    .where(eq(telemetrySamples.acceleratorId, accelerator!.id))
    .orderBy(telemetrySamples.at);
  expect(rows).toMatchObject([
    { pcieReplays: 5, xidAt: new Date(now.getTime() - 40_000) },
    { pcieReplays: null, xidAt: null },
  ]);
});

test("the same batch again, or an earlier one, is answered and changes nothing, also where it says something else", async () => {
  const before = await database.db.$count(telemetrySamples);
  await pass(1_234);
  for (const number of [batch, batch - 1]) {
    const answer = await recordTelemetry(market.host, batchOf(number, { [uuid(0)]: [sample({ temperatureC: 99 })] }));
    expect(answer.taken).toBe(0);
  }
  expect(await database.db.$count(telemetrySamples)).toBe(before);
});

test("an agent that started again counts its batches anew", async () => {
  const answer = await recordTelemetry(market.host, batchOf(0, { [uuid(0)]: [sample()] }, { run: 2 }));
  expect(answer.taken).toBe(1);
  batch = 0;
  expect((await send({ [uuid(0)]: [sample({ ageMs: 1 })] }, { run: 1 })).taken).toBe(0);
  await recordTelemetry(market.host, batchOf(++batch, {}, { run: 2 }));
});

test("of another host's accelerator and of an unknown one nothing is kept, and the others of the batch are", async () => {
  await pass(10_000);
  const accelerators = { [other.accelerators[0]!.uuid]: [sample()], "GPU-nobody": [sample()], [uuid(1)]: [sample()] };
  expect((await recordTelemetry(market.host, batchOf(++batch, accelerators, { run: 2 }))).taken).toBe(1);
});

test("a moment that a sample names twice is one row, the first", async () => {
  await pass(10_000);
  const accelerators = { [uuid(1)]: [sample({ temperatureC: 50 }), sample({ temperatureC: 60 })] };
  expect((await recordTelemetry(market.host, batchOf(++batch, accelerators, { run: 2 }))).taken).toBe(1);
});

const next = (index: number, samples: ReturnType<typeof sample>[]) =>
  recordTelemetry(market.host, batchOf(++batch, { [uuid(index)]: samples }, { run: 2 }));

test("five minutes over a model's limit take its accelerator from sale with the reason, and five cool ones give it back", async () => {
  const before = await free();
  await pass(600_000);
  await next(2, fiveMinutes({ temperatureC: 95 }).slice(0, 10));
  expect(await findings()).toEqual([]);
  await pass(600_000);
  await next(2, fiveMinutes({ temperatureC: 95 }));
  const [hot] = await findings();
  expect(hot).toMatchObject({ kind: "temperature", health: "degraded", reason: expect.stringContaining("Over 90 °C") });
  expect(await free()).not.toEqual(before);
  const shown = await listAccelerators({ ...market.operator.ctx, now }, market.hostId);
  expect(shown[2]).toMatchObject({ health: "degraded", healthReasons: [hot!.reason], state: "unavailable" });
  await pass(600_000);
  await next(2, fiveMinutes({ temperatureC: 60 }));
  expect((await findings())[0]).toMatchObject({ clearedAt: now, clearedBecause: expect.stringContaining("60 °C") });
  expect(await free()).toEqual(before);
});

test("a critical Xid fails it until the kernel's log is empty, whatever harmless one comes after", async () => {
  await pass(600_000);
  await next(3, [sample({ xid: 79 })]);
  const open = async () => (await findings()).filter(({ kind, clearedAt }) => kind === "xid" && !clearedAt);
  expect(await open()).toMatchObject([
    { health: "failed", value: 79, reason: "Xid 79: the GPU has fallen off the bus." },
  ]);
  for (const xid of [31, null, 79]) {
    await pass(10_000);
    await next(3, [sample({ xid })]);
    expect(await open()).toHaveLength(1);
  }
  await pass(600_000);
  await next(3, [sample({ xid: 0 })]);
  expect(await open()).toEqual([]);
});

test("an uncorrected ECC error degrades it, more of them are told, and each is in the host's timeline", async () => {
  await pass(600_000);
  for (const eccUncorrected of [1, 1, 3, null, 0]) {
    await next(4, [sample({ eccUncorrected })]);
    await pass(10_000);
  }
  const [accelerator] = (await findings()).filter(({ kind }) => kind === "ecc");
  const events = await database.db
    .select()
    .from(hostEvents)
    .where(eq(hostEvents.acceleratorId, accelerator!.acceleratorId))
    .orderBy(hostEvents.at);
  expect(events.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["finding_opened", "1 uncorrected ECC error since its driver was loaded."],
    ["finding_opened", "3 uncorrected ECC errors since its driver was loaded."],
    ["finding_cleared", "The counter of uncorrected ECC errors is back at zero."],
  ]);
  expect(events[0]).toMatchObject({ hostId: market.hostId, actorType: "host" });
});

test("what arrives a day late and was spooled in order is kept, and judges nothing", async () => {
  await pass(600_000);
  const before = (await findings()).length;
  expect((await next(5, [sample({ ageMs: 86_400_000, xid: 79 }), sample({ ageMs: 80_000_000, xid: 79 })])).taken).toBe(
    2,
  );
  expect(await findings()).toHaveLength(before);
});
