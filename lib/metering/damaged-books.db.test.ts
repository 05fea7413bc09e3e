import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ledgerTransactions, usageSegments } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { decideFinding } from "@/lib/fleet/decide-finding";
import { listFindings } from "@/lib/fleet/finding-queries";
import { closeLease } from "@/lib/leases/close-lease";
import { getDeskLease } from "@/lib/leases/desk-queries";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { openAccounts } from "@/lib/ledger/accounts";
import { getBalanceSummary } from "./balance-queries";
import { listEarningsSummaries } from "./earnings-queries";
import { guardBalances } from "./guard-balances";
import { getLiveSpread } from "./live-spread-queries";
import { usageByDay } from "./usage-queries";

const startedAt = new Date("2026-03-01T10:05:00.250Z");
let scene: Scene;
let buyer: Buyer;
let damaged: Lease;

beforeAll(async () => {
  scene = await Scene.open(startedAt);
});
afterAll(() => scene.close());
/** A customer with one running lease whose history leaves a gap of a second. */
beforeEach(async () => {
  await scene.market.report([]);
  await scene.pass(15);
  await scene.market.report([]);
  buyer = await createBuyer(scene.market);
  damaged = await buyer.launch(1);
  await scene.pass(2);
  await beat(damaged);
  await scene.database.db.execute(
    sql`UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) - interval '1 second')
      WHERE lease_id = ${damaged.id} AND state = 'provisioning'`,
  );
});

const beat = (...running: Lease[]) =>
  scene.market.report(
    running.map(({ id }) => ({ leaseId: id, containerId: id, uptimeMs: scene.now.getTime() - startedAt.getTime() })),
  );

test("the balance guard stops who cannot pay though another customer's history does not add up", async () => {
  const poor = await createBuyer(scene.market, "0.30");
  const lease = await poor.launch(1);
  await scene.pass(1);
  for (let left = 340; left > 0; left -= 20) {
    await beat(damaged, lease);
    await scene.pass(20);
  }
  expect(await guardBalances(scene.worker())).toBe(1);
  expect((await scene.read(lease)).state).toBe("stopping");
});

test("whose history does not add up can still launch, and everybody can look", async () => {
  await buyer.launch(1);
  expect(await getBalanceSummary(buyer.ctx)).toMatchObject({ accruedMicros: 0n });
  expect(
    await usageByDay(buyer.ctx, { from: new Date(scene.now.getTime() - 86_400_000), to: scene.now }),
  ).toMatchObject({
    rows: [],
  });
  expect((await listEarningsSummaries(scene.market.operator.ctx))[0]!.accruingMicrosPerHour).toBe(1_850_000n);
  expect((await getLiveSpread(scene.market.platform.ctx)).leases.map((one) => one.leaseId)).toContain(damaged.id);
  expect((await getDeskLease(scene.market.platform.ctx, damaged.id)).intervals).toHaveLength(2);
});

test("a lease that the database refuses to book is named and left, while the others of the batch are billed", async () => {
  const [sound, refused] = [await buyer.launch(1), await buyer.launch(1)];
  await scene.pass(1);
  await beat(sound, refused);
  await scene.pass(10);
  await beat(sound, refused);
  const { runningAt } = await scene.read(refused);
  await scene.database.db.insert(ledgerTransactions).values({
    kind: "usage",
    ref: `${refused.id}:${runningAt!.getTime() / 1000}`,
    effectiveAt: scene.now,
  });
  for (const { id: leaseId } of [sound, refused]) await closeLease(buyer.ctx, { leaseId });
  await scene.market.report(
    [sound, refused].map(({ id }) => ({
      leaseId: id,
      containerId: id,
      phase: "exited" as const,
      endedAgoMs: 0,
      uptimeMs: scene.now.getTime() - startedAt.getTime(),
    })),
  );
  const { stuck } = await scene.tick();
  expect(stuck).toContainEqual({ leaseId: refused.id, reason: expect.stringContaining("ledger_transactions_fact") });
  expect(stuck.map((one) => one.leaseId)).not.toContain(sound.id);
  const billed = await scene.database.db.select().from(usageSegments).where(eq(usageSegments.leaseId, sound.id));
  expect(billed.map((one) => one.state)).toEqual(["provisioning", "running"]);
  expect((await scene.read(refused)).nextDue!.getTime()).toBeGreaterThan(scene.now.getTime());
});

test("a silent lease becomes unreachable though the one before it cannot", async () => {
  const sound = await buyer.launch(1);
  await scene.pass(1);
  await beat(damaged, sound);
  await scene.database.db.execute(
    sql`UPDATE lease_intervals SET during = tstzrange(lower(during) + interval '1 hour', lower(during) + interval '2 hours')
      WHERE lease_id = ${damaged.id} AND state = 'running'`,
  );
  await scene.pass(60);
  await watchLeases(scene.worker());
  expect((await scene.read(damaged)).state).toBe("running");
  expect((await scene.read(sound)).state).toBe("unreachable");
});

test("accounts opened at the same time in opposite orders do not wait for each other", async () => {
  const operators = await Promise.all(Array.from({ length: 40 }, () => createOperator(scene.database.db)));
  const keys = operators.flatMap(({ organizationId }) =>
    (["operator_payable", "operator_held"] as const).flatMap((kind) =>
      (["USD", "CNY", "JPY"] as const).map((currency) => ({ kind, organizationId, currency })),
    ),
  );
  const open = (order: typeof keys) => scene.database.db.transaction((tx) => openAccounts(tx, order));
  const [forth, back] = await Promise.all([open(keys), open([...keys].reverse())]);
  expect(new Map([...forth].sort())).toEqual(new Map([...back].sort()));
});

test("a host that claims more processors and memory than there are can still be rented, once the desk has accepted the change", async () => {
  const facts: Partial<HostFacts> = { cpuCount: Number.MAX_SAFE_INTEGER, memoryMib: Number.MAX_SAFE_INTEGER };
  await scene.market.report([{ leaseId: damaged.id, containerId: damaged.id }], facts);
  await expect(buyer.launch(1)).rejects.toMatchObject({ code: "insufficient_capacity" });
  const { platform } = scene.market;
  for (const { id } of await listFindings(platform.ctx))
    await decideFinding(platform.ctx, { findingId: id, decision: "accepted", reason: "New memory, as announced." });
  expect((await buyer.launch(1)).state).toBe("provisioning");
});
