import { and, eq, isNull } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leaseAccelerators, leaseEvents, ledgerHolds } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, RETAINED, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { priceStorage, STORAGE_RETAIL_MICROS, STORAGE_WHOLESALE_MICROS } from "@/db/testing/storage";
import type { IntervalState } from "@/lib/core/leases/states";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { getDesiredState } from "@/lib/leases/desired-state";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";

let scene: Scene;
const GIB = BigInt(DEFAULT_DISK_GIB);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

async function runningLease(count: 1 | 2 | 4 | 8, seconds: number, buyer: Buyer = scene.buyer) {
  await scene.market.report([]);
  const lease = await buyer.launch(count);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(seconds, 20);
  return { lease, container, buyer };
}

async function stoppedLease(count: 1 | 2 | 4 | 8, seconds: number, buyer: Buyer = scene.buyer) {
  const { lease, container } = await runningLease(count, seconds, buyer);
  await stopInstance(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  const stopped = await scene.read(lease);
  expect(stopped.state).toBe("stopped");
  return stopped;
}

const kept = (lease: Pick<Lease, "id" | "incarnation">) =>
  scene.market.report([{ leaseId: lease.id, incarnation: lease.incarnation, ...RETAINED }]);

async function keptFor(lease: Pick<Lease, "id" | "incarnation">, seconds: number, beatSeconds = 600) {
  for (let left = seconds; left > 0; left -= beatSeconds) {
    await scene.pass(Math.min(beatSeconds, left));
    await kept(lease);
  }
}

async function sums(lease: Pick<Lease, "id">, state: IntervalState) {
  const own = (await scene.segmentsOf(lease)).filter((segment) => segment.state === state);
  const total = (read: (segment: (typeof own)[number]) => bigint) => own.reduce((sum, one) => sum + read(one), 0n);
  return {
    seconds: total((one) => BigInt((one.segEnd.getTime() - one.segStart.getTime()) / 1_000)),
    retail: total((one) => one.retailMicros),
    wholesale: total((one) => one.wholesaleMicros),
  };
}

async function held({ id }: Pick<Lease, "id">) {
  const { db } = scene.database;
  const active = and(eq(leaseAccelerators.leaseId, id), isNull(leaseAccelerators.releasedAt));
  const open = and(eq(ledgerHolds.ref, id), isNull(ledgerHolds.releasedAt));
  const [accelerators, holds] = [
    await db.select().from(leaseAccelerators).where(active),
    await db.select().from(ledgerHolds).where(open),
  ];
  return { accelerators: accelerators.length, holds: holds.length };
}

const end = async (lease: Pick<Lease, "id">, buyer: Buyer = scene.buyer) => {
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "ended", nextDue: null });
};

test("where storage has no price a stopped lease costs nothing", async () => {
  const lease = await stoppedLease(1, 60);
  await keptFor(lease, 4_000);
  await scene.tick();
  await end(lease);
  expect(await sums(lease, "stopped")).toEqual({ seconds: 4_000n, retail: 0n, wholesale: 0n });
  expect((await scene.segmentsOf(lease)).at(-1)?.zeroReason).toContain("storage is free");
});

test("a stop keeps data and price, frees accelerators and hold, and bills storage by the second until it is started again", async () => {
  await priceStorage(scene);
  const lease = await stoppedLease(2, 100);
  expect(await held(lease)).toEqual({ accelerators: 0, holds: 0 });
  const wanted = async () =>
    (await getDesiredState(scene.market.host)).instances.find((one) => one.leaseId === lease.id);
  expect(await wanted()).toMatchObject({ state: "retained", acceleratorUuids: [], diskGib: DEFAULT_DISK_GIB });
  await keptFor(lease, 2 * 3_600 + 17);
  await scene.tick();

  const started = await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  expect(started).toMatchObject({ state: "provisioning", incarnation: 2, endReason: null });
  expect(await held(lease)).toEqual({ accelerators: 2, holds: 1 });
  expect(await wanted()).toMatchObject({
    state: "running",
    incarnation: 2,
    acceleratorUuids: [expect.any(String), expect.any(String)],
  });
  await scene.pass(9);
  const container = scene.container(started);
  await container.beat();
  await container.runFor(50, 10);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();

  expect(await scene.read(lease)).toMatchObject({ state: "ended", nextDue: null });
  const states = (await scene.segmentsOf(lease)).map(({ state }) => state);
  expect(states.filter((state, at) => state !== states[at - 1])).toEqual([
    "provisioning",
    "running",
    "stopped",
    "provisioning",
    "running",
  ]);
  expect(await sums(lease, "running")).toEqual({
    seconds: 150n,
    retail: priceMicros(RETAIL_MICROS * 2n, 100n) + priceMicros(RETAIL_MICROS * 2n, 50n),
    wholesale: priceMicros(WHOLESALE_MICROS * 2n, 100n) + priceMicros(WHOLESALE_MICROS * 2n, 50n),
  });
  expect(await sums(lease, "stopped")).toEqual({
    seconds: 7_217n,
    retail: priceMicros(STORAGE_RETAIL_MICROS * GIB, 7_217n),
    wholesale: priceMicros(STORAGE_WHOLESALE_MICROS * GIB, 7_217n),
  });
  const events = await scene.database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, lease.id))
    .orderBy(leaseEvents.seq);
  expect(
    events
      .map(({ toState }) => toState)
      .filter(Boolean)
      .slice(2),
  ).toEqual(["provisioning", "running", "stopping", "stopped", "provisioning", "running", "stopping", "ended"]);
});

test("asked twice or at once, a stop and a start each happen once", async () => {
  const { lease, container } = await runningLease(2, 20);
  const id = { leaseId: lease.id };
  const { ctx } = scene.buyer;
  await Promise.all([stopInstance(ctx, id), stopInstance(ctx, id), stopInstance(ctx, id)]);
  await expect(startInstance(ctx, id)).rejects.toEqual(code("precondition_failed"));
  await container.beat(EXITED);
  await container.beat(EXITED);
  await stopInstance(ctx, id);
  const started = await Promise.all([startInstance(ctx, id), startInstance(ctx, id), startInstance(ctx, id)]);
  expect(started.map(({ incarnation }) => incarnation)).toEqual([2, 2, 2]);
  expect(await held(lease)).toEqual({ accelerators: 2, holds: 1 });
  await Promise.allSettled([stopInstance(ctx, id), startInstance(ctx, id), stopInstance(ctx, id)]);
  expect(await scene.read(lease)).toMatchObject({ state: "stopping", stopKeepsData: true });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...RETAINED, phase: "exited", endedAgoMs: null }]);
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", incarnation: 2 });
  const [closed, again] = await Promise.allSettled([closeLease(ctx, id), startInstance(ctx, id)]);
  expect(closed.status).toBe("fulfilled");
  const { state } = await scene.read(lease);
  expect(state).toBe(again.status === "fulfilled" ? "stopping" : "ended");
  if (state === "stopping")
    await scene.market.report([{ leaseId: lease.id, incarnation: 3, ...RETAINED, phase: "exited", endedAgoMs: null }]);
  await scene.tick();
});

test("what the container before did is no news of the one that follows it", async () => {
  const lease = await stoppedLease(1, 20);
  const before = scene.container(lease);
  const started = await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  for (const late of [EXITED, { phase: "failed" }, { phase: "reachable" }, RETAINED] as const) {
    await before.beat(late);
    expect(await scene.read(lease)).toMatchObject({ state: "provisioning", incarnation: 2, containerId: null });
  }
  await scene.pass(5);
  const container = scene.container(started);
  await container.beat();
  await container.runFor(10);
  await before.beat(EXITED);
  expect((await scene.read(lease)).state).toBe("running");
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  expect((await sums(lease, "running")).seconds).toBe(30n);
});

test("a start is refused where others have the accelerators meanwhile or the host is silent, and the data stays", async () => {
  const lease = await stoppedLease(8, 20);
  const other = await scene.buyer.launch(1);
  const start = () => startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await expect(start()).rejects.toEqual(code("insufficient_capacity"));
  await scene.market.report([{ leaseId: other.id, phase: "failed", containerId: null, uptimeMs: null }]);
  await scene.pass(50);
  await expect(start()).rejects.toEqual(code("insufficient_capacity"));
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", incarnation: 1 });
  expect(await held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await kept(lease);
  expect(await start()).toMatchObject({ state: "provisioning" });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...RETAINED, phase: "exited" }]);
  await scene.tick();
});

test("a start needs the hold of a launch: short of it nothing is claimed", async () => {
  const poor = await createBuyer(scene.market, "0.30");
  const lease = await stoppedLease(1, 200, poor);
  await expect(startInstance(poor.ctx, { leaseId: lease.id })).rejects.toEqual(code("payment_required"));
  expect(await held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await expect(startInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toEqual(code("not_found"));
  await expect(stopInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toEqual(code("not_found"));
  await end(lease, poor);
  await expect(startInstance(poor.ctx, { leaseId: lease.id })).rejects.toEqual(code("precondition_failed"));
});

test("a start that does not come up goes back to stopped with its data, and its time costs nothing", async () => {
  const lease = await stoppedLease(1, 20);
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(181);
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, phase: "booting", uptimeMs: 1 }]);
  expect(await watchLeases(scene.worker())).toBe(1);
  const back = await scene.read(lease);
  expect(back).toMatchObject({ state: "stopped", incarnation: 2, endReason: expect.stringContaining("180 s") });
  expect(await held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await keptFor(back, 30, 30);
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  const reason = "The host's disk is full.";
  await scene.pass(3);
  await scene.market.report([
    { leaseId: lease.id, incarnation: 3, phase: "failed", reason, containerId: null, uptimeMs: null },
  ]);
  const again = await scene.read(lease);
  expect(again).toMatchObject({ state: "stopped", incarnation: 3, endReason: expect.stringContaining(reason) });
  // the host says so until it has heard that the data is to be kept
  await scene.market.report([
    { leaseId: lease.id, incarnation: 3, phase: "failed", reason, containerId: null, uptimeMs: null },
  ]);
  await kept(again);
  await end(lease);
  expect((await sums(lease, "running")).seconds).toBe(20n);
  expect((await sums(lease, "provisioning")).retail).toBe(0n);
  expect(await sums(lease, "stopped")).toMatchObject({
    seconds: 30n,
    retail: priceMicros(STORAGE_RETAIL_MICROS * GIB, 30n),
  });
});

test("what has never run has no data to keep: it is terminated", async () => {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(1);
  await expect(stopInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toEqual(code("precondition_failed"));
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ leaseId: lease.id, ...RETAINED, phase: "exited" }]);
  await scene.tick();
  expect((await scene.read(lease)).state).toBe("ended");
});

test("a host that is late with a stop is paid 30 s of it, and storage begins when the container has ended", async () => {
  const { lease, container } = await runningLease(1, 40);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  for (let late = 0; late < 100; late += 10) {
    await scene.pass(10);
    await container.beat({ phase: "stopping" });
  }
  await container.beat(EXITED);
  const stopped = await scene.read(lease);
  await keptFor(stopped, 60);
  await end(lease);
  expect((await sums(lease, "running")).retail).toBe(priceMicros(RETAIL_MICROS, 70n));
  expect(await sums(lease, "stopping")).toEqual({ seconds: 70n, retail: 0n, wholesale: 0n });
  expect(await sums(lease, "stopped")).toMatchObject({
    seconds: 60n,
    retail: priceMicros(STORAGE_RETAIL_MICROS * GIB, 60n),
  });
});

test("a stop that the host never confirms keeps the data from the last proof on", async () => {
  const { lease } = await runningLease(1, 40);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(120);
  await watchLeases(scene.worker());
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped" });
  await kept(stopped);
  await end(lease);
  expect((await sums(lease, "running")).seconds).toBe(40n);
  expect((await sums(lease, "stopped")).seconds).toBe(120n);
});

test("terminating while it stops drops the data: the lease ends with its container", async () => {
  const { lease, container } = await runningLease(1, 20);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  expect((await scene.read(lease)).state).toBe("ended");
  expect((await getDesiredState(scene.market.host)).instances.map((one) => one.leaseId)).not.toContain(lease.id);
  await scene.tick();
});

test("storage is billed as far as the host has spoken of the data; a silence in between is made good", async () => {
  const lease = await stoppedLease(1, 20);
  await keptFor(lease, 60, 20);
  await scene.pass(7_200);
  await scene.tick();
  expect((await scene.read(lease)).billedThrough.getTime()).toBeLessThanOrEqual(scene.now.getTime() - 7_200_000);
  await kept(lease);
  await scene.pass(7_200);
  await scene.market.report([]);
  await end(lease);
  expect((await sums(lease, "stopped")).seconds).toBe(7_260n);
});

test("data that is gone ends the lease at the last word of it", async () => {
  const lease = await stoppedLease(1, 20);
  await keptFor(lease, 60, 20);
  await scene.pass(30);
  const lost = { leaseId: lease.id, ...RETAINED, phase: "lost" } as const;
  await scene.market.report([lost], { engine: null });
  expect((await scene.read(lease)).state).toBe("stopped");
  await scene.market.report([lost]);
  expect(await scene.read(lease)).toMatchObject({ state: "ended", endReason: expect.stringContaining("data is gone") });
  await scene.tick();
  expect((await sums(lease, "stopped")).seconds).toBe(60n);
});
