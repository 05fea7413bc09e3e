import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leaseEvents, ledgerAccounts } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { watchLeases } from "@/lib/leases/watch-leases";
import { guardBalances } from "./guard-balances";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

async function balanceOf(organizationId: string) {
  const accounts = scene.database.db.select().from(ledgerAccounts);
  const [row] = await accounts.where(eq(ledgerAccounts.organizationId, organizationId));
  return row!.balanceMicros!;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

test("a lease over an hour edge is billed for exactly the seconds between its running and its end, on both sides", async () => {
  const before = { customer: await balanceOf(scene.buyer.organizationId) };
  const lease = await scene.buyer.launch(2);
  await scene.pass(7);
  const container = scene.container(lease);
  await container.beat({ phase: "booting" });
  await scene.pass(3);
  await container.beat();
  expect((await scene.read(lease)).state).toBe("running");
  await container.runFor(900);
  expect(await scene.tick()).toMatchObject({ leases: 1 });
  await container.runFor(30);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(2);
  await container.beat({ phase: "exited", endedAgoMs: 1000, exitCode: 0 });
  await scene.tick();

  const ended = await scene.read(lease);
  expect(ended).toMatchObject({ state: "ended", nextDue: null });
  const seconds = BigInt((ended.endedAt!.getTime() - ended.runningAt!.getTime()) / 1000);
  expect(seconds).toBe(931n);
  const segments = await scene.segmentsOf(lease);
  expect(segments.map((s) => s.state)).toEqual(["provisioning", "running", "running"]);
  expect(segments[0]).toMatchObject({ retailMicros: 0n, zeroReason: expect.stringContaining("SSH") });
  expect(sum(segments.map((s) => s.retailMicros))).toBe(priceMicros(RETAIL_MICROS * 2n, seconds));
  expect(sum(segments.map((s) => s.wholesaleMicros))).toBe(priceMicros(WHOLESALE_MICROS * 2n, seconds));
  expect(before.customer - (await balanceOf(scene.buyer.organizationId))).toBe(
    priceMicros(RETAIL_MICROS * 2n, seconds),
  );
  expect(await balanceOf(scene.market.operator.organizationId)).toBe(priceMicros(WHOLESALE_MICROS * 2n, seconds));
  const events = await scene.database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, lease.id))
    .orderBy(leaseEvents.seq);
  expect(events.map((e) => e.kind)).toEqual([
    "lease.requested",
    "lease.placing",
    "lease.provisioning",
    "instance.booting",
    "lease.running",
    "lease.stopping",
    "lease.ended",
  ]);
});

test("a boot past its limit fails at zero cost and says why", async () => {
  const before = await balanceOf(scene.buyer.organizationId);
  const lease = await scene.buyer.launch(1);
  await scene.pass(181);
  await scene.market.report([{ leaseId: lease.id, phase: "booting" }]);
  await watchLeases(scene.worker());
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "failed", endReason: expect.stringContaining("180 s") });
  expect(await balanceOf(scene.buyer.organizationId)).toBe(before);
});

test("an agent silent for less than the limit loses nothing: the gap is proven by the container's uptime and billed", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(20);
  await scene.pass(40);
  await watchLeases(scene.worker());
  await container.beat();
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 60n));
});

test("an agent declared lost is not billed from the last proof on, and is billed again once reachable", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(20);
  await scene.pass(100);
  expect(await watchLeases(scene.worker())).toBe(1);
  expect((await scene.read(lease)).state).toBe("unreachable");
  await scene.pass(20);
  await container.beat();
  expect((await scene.read(lease)).state).toBe("running");
  await container.runFor(10);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const segments = await scene.segmentsOf(lease);
  expect(segments.map((s) => s.state)).toEqual(["provisioning", "running", "unreachable", "running"]);
  expect(sum(segments.map((s) => s.retailMicros))).toBe(
    priceMicros(RETAIL_MICROS, 20n) + priceMicros(RETAIL_MICROS, 10n),
  );
});

test("a container that did not run through the gap is not billed for it", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await scene.pass(30);
  await container.beat({ uptimeMs: 3_000 });
  await scene.pass(5);
  await container.beat({ uptimeMs: 8_000 });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const segments = await scene.segmentsOf(lease);
  expect(sum(segments.map((s) => s.retailMicros))).toBe(priceMicros(RETAIL_MICROS, 5n));
});

test("a stop that the host never confirms ends at the last proof", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(10);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(60);
  await watchLeases(scene.worker());
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "ended" });
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("billing stalls at a silent agent's last proof while the hour closes, and catches up with the proof", async () => {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  const proven = (await scene.read(lease)).provenThrough;
  await scene.pass(3700);
  expect((await scene.tick()).segments).toBeLessThanOrEqual(1);
  expect((await scene.read(lease)).billedThrough.getTime()).toBeLessThanOrEqual(proven.getTime());
  await container.beat();
  await scene.pass(16);
  await scene.tick();
  const caught = await scene.read(lease);
  expect(caught.billedThrough.getTime()).toBeGreaterThan(proven.getTime());
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
});

test("two ticks at once bill each second once", async () => {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(4);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(65);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  const results = await Promise.all([scene.tick(), scene.tick(), scene.tick()]);
  expect(sum(results.map((r) => BigInt(r.leases)))).toBe(1n);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS * 4n, 65n));
});

test("a lease whose history does not add up is left alone and named, while the others are billed", async () => {
  await scene.market.report([]);
  const sound = await scene.buyer.launch(1);
  const damaged = await scene.buyer.launch(1);
  await scene.pass(2);
  const machines = [scene.container(sound), scene.container(damaged)];
  const beat = (change: Partial<InstanceReport> = {}) =>
    scene.market.report(machines.map((machine) => machine.seen(change)));
  await beat();
  await scene.pass(10);
  await beat();
  await beat(EXITED);
  const moved = (by: number) =>
    scene.database.db.execute(
      sql`UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) + make_interval(secs => ${by}))
        WHERE lease_id = ${damaged.id} AND state = 'provisioning'`,
    );
  await moved(-1);
  expect(await scene.tick()).toMatchObject({
    leases: 2,
    stuck: [{ leaseId: damaged.id, reason: expect.stringContaining("gap") }],
  });
  expect((await scene.segmentsOf(sound)).map((one) => one.state)).toEqual(["provisioning", "running"]);
  expect(await scene.segmentsOf(damaged)).toEqual([]);
  await moved(1);
  await scene.pass(20);
  expect(await scene.tick()).toMatchObject({ leases: 1, stuck: [] });
});

test("leases are stopped before the prepaid balance is used up, and what was used is booked in full", async () => {
  await scene.market.report([]);
  const poor = await createBuyer(scene.market, "0.30");
  const lease = await poor.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(280, 20);
  expect(await guardBalances(scene.worker())).toBe(0);
  await container.runFor(60, 20);
  expect(await guardBalances(scene.worker())).toBe(1);
  expect(await scene.read(lease)).toMatchObject({ state: "stopping", endReason: expect.stringContaining("balance") });
  await container.beat(EXITED);
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", retainUntil: expect.any(Date) });
  await scene.pass(3_600);
  await scene.tick();
  expect(await balanceOf(poor.organizationId)).toBe(300_000n - priceMicros(RETAIL_MICROS, 340n));
});
