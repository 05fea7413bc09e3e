import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { leases, ledgerTransactions, usageSegments } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createOperator, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { getDeskLease } from "@/lib/leases/desk-queries";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { openAccounts } from "@/lib/ledger/accounts";
import { getBalanceSummary } from "./balance-queries";
import { billDueLeases } from "./bill-due-leases";
import { getEarningsSummary } from "./earnings-queries";
import { guardBalances } from "./guard-balances";
import { getLiveSpread } from "./live-spread-queries";
import { usageByDay } from "./usage-queries";

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let damaged: Lease;
let now = new Date("2026-03-01T10:05:00.250Z");
const startedAt = now.getTime();

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
});
afterAll(() => database.close());
/** A customer with one running lease whose history leaves a gap of a second. */
beforeEach(async () => {
  await market.report([]);
  await pass(15);
  await market.report([]);
  buyer = await createBuyer(market);
  damaged = await buyer.launch(1);
  await pass(2);
  await beat(damaged);
  await database.db.execute(
    sql`UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) - interval '1 second')
      WHERE lease_id = ${damaged.id} AND state = 'provisioning'`,
  );
});

async function pass(seconds: number) {
  now = new Date(now.getTime() + seconds * 1000);
  await setTestClock(database.db, now);
}

const worker = () => testContext(database.db, { type: "system", name: "test-worker" }, now);
const beat = (...running: Lease[]) =>
  market.report(running.map(({ id }) => ({ leaseId: id, containerId: id, uptimeMs: now.getTime() - startedAt })));

async function read({ id }: Lease): Promise<Lease> {
  const [row] = await database.db.select().from(leases).where(eq(leases.id, id));
  return row!;
}

test("the balance guard stops who cannot pay though another customer's history does not add up", async () => {
  const poor = await createBuyer(market, "0.30");
  const lease = await poor.launch(1);
  await pass(1);
  for (let left = 340; left > 0; left -= 20) {
    await beat(damaged, lease);
    await pass(20);
  }
  expect(await guardBalances(worker())).toBe(1);
  expect((await read(lease)).state).toBe("stopping");
});

test("whose history does not add up can still launch, and everybody can look", async () => {
  await buyer.launch(1);
  expect(await getBalanceSummary(buyer.ctx)).toMatchObject({ accruedMicros: 0n });
  expect(await usageByDay(buyer.ctx, { from: new Date(now.getTime() - 86_400_000), to: now })).toMatchObject({
    rows: [],
  });
  expect((await getEarningsSummary(market.operator.ctx)).accruingMicrosPerHour).toBe(1_850_000n);
  expect((await getLiveSpread(market.platform.ctx)).leases.map((one) => one.leaseId)).toContain(damaged.id);
  expect((await getDeskLease(market.platform.ctx, damaged.id)).intervals).toHaveLength(2);
});

test("a lease that the database refuses to book is named and left, while the others of the batch are billed", async () => {
  const [sound, refused] = [await buyer.launch(1), await buyer.launch(1)];
  await pass(1);
  await beat(sound, refused);
  await pass(10);
  await beat(sound, refused);
  const { runningAt } = await read(refused);
  await database.db.insert(ledgerTransactions).values({
    id: newId("ltx"),
    kind: "usage",
    ref: `${refused.id}:${runningAt!.getTime() / 1000}`,
    effectiveAt: now,
  });
  for (const { id: leaseId } of [sound, refused]) await closeLease(buyer.ctx, { leaseId });
  await market.report(
    [sound, refused].map(({ id }) => ({
      leaseId: id,
      containerId: id,
      phase: "exited" as const,
      endedAgoMs: 0,
      uptimeMs: now.getTime() - startedAt,
    })),
  );
  const { stuck } = await billDueLeases(worker());
  expect(stuck).toContainEqual({ leaseId: refused.id, reason: expect.stringContaining("ledger_transactions_fact") });
  expect(stuck.map((one) => one.leaseId)).not.toContain(sound.id);
  const billed = await database.db.select().from(usageSegments).where(eq(usageSegments.leaseId, sound.id));
  expect(billed.map((one) => one.state)).toEqual(["provisioning", "running"]);
  expect((await read(refused)).nextDue!.getTime()).toBeGreaterThan(now.getTime());
});

test("a silent lease becomes unreachable though the one before it cannot", async () => {
  const sound = await buyer.launch(1);
  await pass(1);
  await beat(damaged, sound);
  await database.db.execute(
    sql`UPDATE lease_intervals SET during = tstzrange(lower(during) + interval '1 hour', NULL)
      WHERE lease_id = ${damaged.id} AND state = 'running'`,
  );
  await pass(60);
  await watchLeases(worker());
  expect((await read(damaged)).state).toBe("running");
  expect((await read(sound)).state).toBe("unreachable");
});

test("accounts opened at the same time in opposite orders do not wait for each other", async () => {
  const operators = await Promise.all(Array.from({ length: 40 }, () => createOperator(database.db)));
  const keys = operators.flatMap(({ organizationId }) =>
    (["operator_payable", "operator_held"] as const).flatMap((kind) =>
      (["USD", "CNY", "JPY"] as const).map((currency) => ({ kind, organizationId, currency })),
    ),
  );
  const open = (order: typeof keys) => database.db.transaction((tx) => openAccounts(tx, order));
  const [forth, back] = await Promise.all([open(keys), open([...keys].reverse())]);
  expect(new Map([...forth].sort())).toEqual(new Map([...back].sort()));
});

test("a host that claims more processors and memory than there are can still be rented", async () => {
  const facts: Partial<HostFacts> = { cpuCount: Number.MAX_SAFE_INTEGER, memoryMib: Number.MAX_SAFE_INTEGER };
  await market.report([{ leaseId: damaged.id, containerId: damaged.id }], facts);
  expect((await buyer.launch(1)).state).toBe("provisioning");
});
