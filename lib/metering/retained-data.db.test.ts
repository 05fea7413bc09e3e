import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { customerTerms, leaseEvents, notices } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { priceStorage, STORAGE_RETAIL_MICROS } from "@/db/testing/storage";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { deleteRetainedData } from "@/lib/leases/delete-retained-data";
import { getDesiredState } from "@/lib/leases/desired-state";
import { retainLease } from "@/lib/leases/retain-lease";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { guardBalances } from "./guard-balances";

const DAY = 86_400;
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
  await priceStorage(scene);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const days = (from: Date, count: number) => new Date(from.getTime() + count * DAY * 1_000);
const noticesOf = (lease: Pick<Lease, "id">) =>
  scene.database.db
    .select()
    .from(notices)
    .where(eq(notices.key, `data:${lease.id}`));
const clean = () => deleteRetainedData(scene.worker());
const kept = (lease: Lease) =>
  scene.market.report([{ leaseId: lease.id, incarnation: lease.incarnation, ...RETAINED }]);

async function runFor(
  seconds: number,
  credit: string,
): Promise<{ buyer: Buyer; lease: Lease; beat: () => Promise<void> }> {
  await scene.market.report([]);
  const buyer = await createBuyer(scene.market, credit);
  const lease = await buyer.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(seconds, 20);
  return { buyer, lease, beat: () => container.beat(EXITED) };
}

/** A lease that the guard has stopped for want of money, with its container ended. */
async function outOfMoney() {
  const { buyer, lease, beat } = await runFor(340, "0.30");
  const at = scene.now;
  expect(await guardBalances(scene.worker())).toBe(1);
  await beat();
  return { buyer, at, lease: await scene.read(lease) };
}

test("where the balance runs out the data is kept for the stated days at no charge, and the customer is told at once", async () => {
  const { lease, at, buyer } = await outOfMoney();
  expect(lease).toMatchObject({
    state: "stopped",
    retainUntil: days(at, 7),
    endReason: expect.stringContaining("balance"),
  });
  const [notice] = await noticesOf(lease);
  expect(notice).toMatchObject({ organizationId: buyer.organizationId, severity: "warning", resolvedAt: null });
  expect(notice!.title).toContain("2026-03-08");
  expect(await guardBalances(scene.worker())).toBe(0);
  await scene.pass(3_600);
  await kept(lease);
  await scene.tick();
  const segments = await scene.segmentsOf(lease);
  expect(segments.at(-1)).toMatchObject({
    state: "retained",
    retailMicros: 0n,
    zeroReason: expect.stringContaining("balance"),
  });
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 340n));
  await closeLease(buyer.ctx, { leaseId: lease.id });
  expect((await noticesOf(lease)).map((one) => one.resolvedAt)).toEqual([expect.any(Date)]);
});

test("credit and a start again end the retention", async () => {
  const { lease, buyer } = await outOfMoney();
  await scene.pass(3 * DAY);
  await kept(lease);
  await expect(startInstance(buyer.ctx, { leaseId: lease.id })).rejects.toMatchObject({ code: "payment_required" });
  await creditCustomer(scene.market.platform.ctx, {
    organizationId: buyer.organizationId,
    amountMicros: 5_000_000n,
    currency: "USD",
    reference: "Test transfer",
    idempotencyKey: `credit-${lease.id}`,
  });
  const started = await startInstance(buyer.ctx, { leaseId: lease.id });
  expect(started).toMatchObject({ state: "provisioning", retainUntil: null });
  expect((await noticesOf(lease)).every((one) => one.resolvedAt !== null)).toBe(true);
  await scene.pass(8 * DAY);
  expect(await clean()).toBe(0);
  const container = scene.container(started);
  await container.beat();
  await stopInstance(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", retainUntil: null });
  await closeLease(buyer.ctx, { leaseId: lease.id });
});

test("storage of a stopped lease is billed while there is money, then kept for nothing", async () => {
  const { buyer, lease, beat } = await runFor(20, "0.25");
  await stopInstance(buyer.ctx, { leaseId: lease.id });
  await beat();
  const stopped = await scene.read(lease);
  await scene.pass(3_600);
  await kept(stopped);
  expect(await guardBalances(scene.worker())).toBe(0);
  // 0.2358 is left at 0.00278 an hour: 84 hours and some
  for (let hour = 0; hour < 84; hour++) {
    await scene.pass(3_600);
    await kept(stopped);
    await scene.tick();
    if ((await guardBalances(scene.worker())) > 0) break;
  }
  const retained = await scene.read(lease);
  expect(retained).toMatchObject({ state: "stopped", retainUntil: days(scene.now, 7) });
  await scene.pass(3_600);
  await kept(stopped);
  await scene.tick();
  const storage = (await scene.segmentsOf(lease)).filter((segment) => segment.state === "stopped");
  const seconds = storage.reduce((sum, one) => sum + (one.segEnd.getTime() - one.segStart.getTime()) / 1_000, 0);
  expect(storage.reduce((sum, one) => sum + one.retailMicros, 0n)).toBe(
    priceMicros(STORAGE_RETAIL_MICROS * BigInt(DEFAULT_DISK_GIB), BigInt(seconds)),
  );
  await closeLease(buyer.ctx, { leaseId: lease.id });
});

test("data is deleted when its days are over, after a second notice a day before, once for any number of workers", async () => {
  const { lease, at } = await outOfMoney();
  await scene.pass(6 * DAY - 60);
  await kept(lease);
  expect(await clean()).toBe(0);
  await scene.pass(120);
  expect((await Promise.all([clean(), clean(), clean()])).reduce((sum, one) => sum + one)).toBe(1);
  expect((await scene.read(lease)).retainUntil).toEqual(days(at, 7));
  expect(await noticesOf(lease)).toMatchObject([{ severity: "critical", resolvedAt: null }]);
  expect(await clean()).toBe(0);
  expect((await getDesiredState(scene.market.host)).instances.map((one) => one.leaseId)).toContain(lease.id);
  await scene.pass(DAY);
  expect((await Promise.all([clean(), clean(), clean()])).reduce((sum, one) => sum + one)).toBe(1);
  const ended = await scene.read(lease);
  expect(ended).toMatchObject({ state: "ended", endReason: expect.stringContaining("deleted"), retainUntil: null });
  expect((await getDesiredState(scene.market.host)).instances.map((one) => one.leaseId)).not.toContain(lease.id);
  expect((await noticesOf(lease)).map((one) => one.resolvedAt)).toEqual([expect.any(Date)]);
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 340n));
  const told = and(eq(leaseEvents.leaseId, lease.id), eq(leaseEvents.kind, "lease.deletion_announced"));
  expect(await scene.database.db.select().from(leaseEvents).where(told)).toHaveLength(1);
});

test("nothing is deleted without a day's notice, however late the worker is", async () => {
  const { lease } = await outOfMoney();
  await scene.pass(20 * DAY);
  expect(await clean()).toBe(1);
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", retainUntil: days(scene.now, 1) });
  await scene.pass(DAY - 1);
  expect(await clean()).toBe(0);
  await scene.pass(1);
  expect(await clean()).toBe(1);
  expect((await scene.read(lease)).state).toBe("ended");
});

test("how long data is kept is the customer's own term; kept twice, the first date holds", async () => {
  const { buyer, lease, beat } = await runFor(340, "0.30");
  await scene.database.db.insert(customerTerms).values({ organizationId: buyer.organizationId, dataRetentionDays: 30 });
  const at = scene.now;
  await Promise.all([guardBalances(scene.worker()), guardBalances(scene.worker())]);
  await beat();
  const stopped = await scene.read(lease);
  expect(stopped.retainUntil).toEqual(days(at, 30));
  const again = await scene.database.db.transaction((tx) => retainLease(tx, stopped, days(at, 90)));
  expect(again).toBeNull();
  expect((await scene.read(lease)).retainUntil).toEqual(days(at, 30));
  await closeLease(buyer.ctx, { leaseId: lease.id });
});

test("what has never run leaves nothing to keep when the balance runs out", async () => {
  await scene.market.report([]);
  const buyer = await createBuyer(scene.market, "0.30");
  const lease = await buyer.launch(1);
  const retained = await scene.database.db.transaction((tx) => retainLease(tx, lease, days(scene.now, 7)));
  expect(retained).toMatchObject({ state: "stopping", stopKeepsData: false, retainUntil: null });
  await scene.market.report([{ leaseId: lease.id, ...RETAINED, phase: "exited" }]);
  await scene.tick();
  expect((await scene.read(lease)).state).toBe("ended");
  expect(await noticesOf(lease)).toEqual([]);
});
