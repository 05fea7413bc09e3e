import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseScrape } from "@/agent/testing/prometheus";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createMarket, type Market } from "@/db/testing/market";
import { recordTelemetry } from "@/lib/fleet/telemetry/record-telemetry";
import { batchOf, sample } from "@/lib/fleet/testing/telemetry";
import { readGauges } from "./metrics/read-gauges";

let database: TestDatabase;
let market: Market;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
});
afterAll(() => database.close());

const scrape = async (name: string) => parseScrape(await readGauges(database.db)).filter((one) => one.name === name);

test("figures of the fleet say how many accelerators are in which state and health, and what telemetry found", async () => {
  expect(await scrape("openhall_accelerators")).toMatchObject([
    { labels: { state: "free", health: "healthy" }, value: 8 },
  ]);
  expect(await scrape("openhall_telemetry_lag_seconds")).toEqual([]);
  await recordTelemetry(
    market.host,
    batchOf(1, { [market.accelerators[0]!.uuid]: [sample({ ageMs: 5_000, xid: 79 })] }),
  );
  const accelerators = await scrape("openhall_accelerators");
  expect(accelerators.map(({ labels, value }) => [labels.state, labels.health, value]).sort()).toEqual([
    ["free", "healthy", 7],
    ["unavailable", "failed", 1],
  ]);
  expect(await scrape("openhall_accelerator_findings")).toMatchObject([{ labels: { kind: "xid" }, value: 1 }]);
});

test("telemetry's lag is that of the host furthest behind, of those that report", async () => {
  const [lag] = await scrape("openhall_telemetry_lag_seconds");
  expect(lag!.value).toBeGreaterThanOrEqual(5);
  expect(await scrape("openhall_telemetry_rollup_lag_seconds")).toHaveLength(1);
  expect(await scrape("openhall_gauge_failures")).toMatchObject([{ value: 0 }]);
  await database.db.execute(sql`UPDATE hosts SET last_seen_at = now() - interval '1 hour'`);
  expect(await scrape("openhall_telemetry_lag_seconds")).toEqual([]);
});

test("figures that cannot be read in time are given up and counted, and the others are there", async () => {
  const holder = await database.pool.connect();
  try {
    await holder.query("BEGIN; LOCK TABLE accelerator_findings, probes IN ACCESS EXCLUSIVE MODE");
    const samples = parseScrape(await readGauges(database.db));
    const named = (name: string) => samples.filter((one) => one.name === name).map(({ value }) => value);
    // two of findings, three of probes, which are asked for once
    expect(named("openhall_gauge_failures")).toEqual([5]);
    expect(named("openhall_accelerator_findings")).toEqual([]);
    expect(named("openhall_hosts")).toHaveLength(3);
  } finally {
    await holder.query("ROLLBACK");
    holder.release();
  }
});
