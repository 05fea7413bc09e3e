import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorModels, accelerators, hosts, leases } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createTestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { auditBooks } from "@/lib/metering/audit-books";
import { applyReport } from "./apply-report";

const START = new Date("2026-11-20T10:00:00Z");
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let market: Market;
let clock = START;

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, START);
  market = await createMarket(database.db);
});
afterAll(() => database.close());

async function pass(seconds: number) {
  clock = new Date(clock.getTime() + seconds * 1_000);
  await setTestClock(database.db, clock);
}

const seen = async () => {
  const [row] = await database.db.select().from(accelerators).where(eq(accelerators.hostId, market.hostId)).limit(1);
  return row!;
};

test("a host that says the same again is heard, and its accelerators are not written again", async () => {
  await pass(301);
  await market.report([]);
  const recordedAt = clock;
  await pass(10);
  await market.report([]);
  const [host] = await database.db.select().from(hosts).where(eq(hosts.id, market.hostId));
  expect(host?.lastSeenAt).toEqual(clock);
  expect((await seen()).lastSeenAt).toEqual(recordedAt);
});

test("what is new is recorded at once, and so is what was before", async () => {
  const [first, ...others] = market.accelerators;
  const say = (reported: typeof market.accelerators) =>
    applyReport(market.host, agentReport({ facts: hostFacts(), accelerators: reported }));
  const missing = async () => {
    const [row] = await database.db.select().from(accelerators).where(eq(accelerators.uuid, first!.uuid));
    return row!.missingSince;
  };
  await pass(1);
  await say(others);
  expect(await missing()).toEqual(clock);
  await pass(1);
  await say(others);
  expect(await missing()).not.toEqual(clock);
  await pass(1);
  await say([first!, ...others]);
  expect(await missing()).toBeNull();
});

test("a model that the catalogue has learned is found within five minutes", async () => {
  const { modelId } = await seen();
  await database.db.execute(sql`UPDATE accelerators SET model_id = NULL WHERE host_id = ${market.hostId}`);
  await pass(10);
  await market.report([]);
  expect((await seen()).modelId).toBeNull();
  await pass(300);
  await market.report([]);
  expect((await seen()).modelId).toBe(modelId);
  expect(await database.db.$count(acceleratorModels)).toBeGreaterThan(0);
});

test("a lease is proven by a heartbeat that says nothing new of its host", async () => {
  const buyer = await createBuyer(market);
  const lease = await buyer.launch(1);
  await market.report([{ leaseId: lease.id, uptimeMs: 1_000 }]);
  await pass(10);
  await market.report([{ leaseId: lease.id, uptimeMs: 11_000 }]);
  const [row] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  expect(row?.state).toBe("running");
  expect(row?.provenThrough).toEqual(clock);
  await pass(10);
  // a report that leaves it out is no quick one
  await market.report([]);
  const [after] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  expect(after?.provenThrough).toEqual(row?.provenThrough);
  const findings = await auditBooks(database.db);
  expect(findings.filter(({ violations }) => violations > 0)).toEqual([]);
});
