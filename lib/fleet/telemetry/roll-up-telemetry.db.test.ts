import { asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { telemetryHours, telemetryMinutes, telemetryPending, telemetrySamples } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { killAfter } from "@/db/testing/killed";
import { createMarket, type Market } from "@/db/testing/market";
import { batchOf, sample } from "../testing/telemetry";
import { recordTelemetry } from "./record-telemetry";
import { rollUpTelemetry } from "./roll-up-telemetry";

let database: TestDatabase;
let market: Market;
let batch = 0;
/** In the middle of a day, so that no test crosses the end of the partitions that the template has. */
const base = Math.floor(Date.now() / 3_600_000) * 3_600_000;
let now = new Date(base);

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
});
afterAll(() => database.close());

async function goTo(ms: number) {
  now = new Date(ms);
  await setTestClock(database.db, now);
}

const rollUp = (limit = 1_000) => rollUpTelemetry(testContext(database.db), { limit });
type Samples = Parameters<typeof batchOf>[1][string];
const send = (samples: Samples, index = 0) =>
  recordTelemetry(market.host, batchOf(++batch, { [market.accelerators[index]!.uuid]: samples }));

type Rolled = typeof telemetryMinutes.$inferSelect;
type Raw = typeof telemetrySamples.$inferSelect;

/** What the database is to have made, one sample after the other. */
function naively(samples: readonly Raw[], widthMs: number): Rolled[] {
  const spans = new Map<string, Raw[]>();
  for (const one of samples) {
    const key = `${one.acceleratorId} ${Math.floor(one.at.getTime() / widthMs) * widthMs}`;
    spans.set(key, [...(spans.get(key) ?? []), one]);
  }
  const figures = (
    own: readonly Raw[],
    name: "temperatureC" | "powerMilliwatts" | "utilisationPercent" | "memoryUsedMib",
  ) => {
    const said = own.flatMap((one) => one[name] ?? []);
    const sum = said.reduce((all, value) => all + value, 0);
    return said.length > 0
      ? { min: Math.min(...said), max: Math.max(...said), sum, count: said.length }
      : { min: null, max: null, sum, count: 0 };
  };
  const most = (values: (number | null)[]) => values.reduce((a, b) => (b === null ? a : Math.max(a ?? b, b)), null);
  return [...spans].map(([key, own]) => {
    const [acceleratorId, at] = key.split(" ") as [string, string];
    const [t, p, u, m] = (["temperatureC", "powerMilliwatts", "utilisationPercent", "memoryUsedMib"] as const).map(
      (name) => figures(own, name),
    );
    return {
      acceleratorId,
      at: new Date(Number(at)),
      samples: own.length,
      ...{ temperatureMin: t!.min, temperatureMax: t!.max, temperatureSum: t!.sum, temperatureCount: t!.count },
      ...{ powerMin: p!.min, powerMax: p!.max, powerSum: p!.sum, powerCount: p!.count },
      ...{ utilisationMin: u!.min, utilisationMax: u!.max, utilisationSum: u!.sum, utilisationCount: u!.count },
      ...{ memoryUsedMin: m!.min, memoryUsedMax: m!.max, memoryUsedSum: m!.sum, memoryUsedCount: m!.count },
      eccCorrected: most(own.map((one) => one.eccCorrected)),
      eccUncorrected: most(own.map((one) => one.eccUncorrected)),
      linkErrors: most(own.map((one) => one.linkErrors)),
      pcieReplays: most(own.map((one) => one.pcieReplays)),
      xid: own.toSorted((a, b) => b.at.getTime() - a.at.getTime()).find((one) => one.xid !== null)?.xid ?? null,
    };
  });
}

async function expectRolled() {
  const samples = await database.db.select().from(telemetrySamples);
  const order = (rows: readonly Rolled[]) =>
    rows.toSorted((a, b) => a.acceleratorId.localeCompare(b.acceleratorId) || a.at.getTime() - b.at.getTime());
  expect(order(await database.db.select().from(telemetryMinutes))).toEqual(order(naively(samples, 60_000)));
  expect(order(await database.db.select().from(telemetryHours))).toEqual(order(naively(samples, 3_600_000)));
}

const figure = (max: number) => fc.option(fc.integer({ min: 0, max }), { freq: 4 });
const anySample = fc.record({
  ageMs: fc.integer({ min: 0, max: 3 * 3_600_000 }),
  temperatureC: figure(80),
  powerMilliwatts: figure(700_000),
  utilisationPercent: figure(100),
  memoryUsedMib: figure(80_000),
  eccCorrected: figure(5),
  eccUncorrected: fc.constant(0),
  linkErrors: figure(9),
  pcieReplays: figure(9),
  xid: fc.constantFrom(null, 0, 13, 31),
});

test("minutes and hours are what a loop over all samples makes of them, in whatever order and however late these come", async () => {
  let at = base;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.array(anySample, { minLength: 1, maxLength: 40 })), {
        minLength: 1,
        maxLength: 4,
      }),
      async (batches) => {
        for (const [index, samples] of batches) {
          at += 61_000;
          await goTo(at);
          await send(samples, index);
          if (samples.length % 2 === 0) await rollUp(3);
        }
        await goTo(at + 2 * 3_600_000);
        while ((await rollUp()) > 0);
        await goTo(at);
        await expectRolled();
      },
    ),
    { numRuns: 12 },
  );
  expect(await database.db.$count(telemetryPending)).toBe(0);
});

test("a worker that is killed at any statement leaves what the next one makes whole", async () => {
  await goTo(now.getTime() + 3_600_000);
  for (let statements = 1, ended = false; !ended; statements += 1) {
    await send([sample({ ageMs: 200_000 + statements }), sample({ ageMs: 100_000 })], statements % 3);
    ended = await killAfter(database, statements, (ctx) => rollUpTelemetry(ctx, { limit: 100 }));
    if (!ended) expect(await database.db.$count(telemetryPending)).toBeGreaterThan(0);
    await goTo(now.getTime() + 10_000);
  }
  const there = now.getTime();
  await goTo(there + 2 * 3_600_000);
  while ((await rollUp()) > 0);
  await goTo(there);
  await expectRolled();
});

test("two workers at once roll each minute up once, and a batch that arrives meanwhile is not lost", async () => {
  for (let round = 0; round < 10; round += 1) {
    await goTo(now.getTime() + 120_000);
    await send([sample({ ageMs: 110_000 }), sample({ ageMs: 10_000 })]);
    await Promise.all([
      rollUp(),
      send([sample({ ageMs: 105_000 - round })], 1),
      rollUp(),
      send([sample({ ageMs: 104_000 })]),
    ]);
  }
  const there = now.getTime();
  await goTo(there + 2 * 3_600_000);
  while ((await rollUp()) > 0);
  await goTo(there);
  await expectRolled();
});

test("a minute is not rolled up before it is over and its samples had time to arrive", async () => {
  await goTo(Math.ceil(now.getTime() / 60_000) * 60_000 + 7_200_000);
  while ((await rollUp()) > 0);
  await send([sample()]);
  const marks = () => database.db.$count(telemetryPending, eq(telemetryPending.resolution, "minute"));
  await goTo(now.getTime() + 100_000);
  await rollUp();
  expect(await marks()).toBe(1);
  await goTo(now.getTime() + 5_000);
  await rollUp();
  expect(await marks()).toBe(0);
  const [last] = await database.db.select().from(telemetryMinutes).orderBy(asc(telemetryMinutes.at)).limit(1);
  expect(last?.samples).toBeGreaterThan(0);
});
