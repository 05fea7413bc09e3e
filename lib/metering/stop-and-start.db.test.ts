import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leaseEvents } from "@/db/schema";
import { Lives } from "@/db/testing/lives";
import { EXITED, RETAIL_MICROS, RETAINED, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { priceStorage, STORAGE_RETAIL_MICROS, STORAGE_WHOLESALE_MICROS } from "@/db/testing/storage";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { getDesiredState } from "@/lib/leases/desired-state";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";

let scene: Scene;
const lives = new Lives(() => scene);
const GIB = BigInt(DEFAULT_DISK_GIB);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

test("where storage has no price a stopped lease costs nothing", async () => {
  const lease = await lives.stopped(1, 60);
  await lives.keptFor(lease, 4_000);
  await scene.tick();
  expect(await lives.end(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect(await lives.sums(lease, "stopped")).toEqual({ seconds: 4_000n, retail: 0n, wholesale: 0n });
  expect((await scene.segmentsOf(lease)).at(-1)?.zeroReason).toContain("storage is free");
});

test("a stop keeps data and price, frees accelerators and hold, and bills storage by the second until it is started again", async () => {
  await priceStorage(scene);
  const lease = await lives.stopped(2, 100);
  expect(await lives.held(lease)).toEqual({ accelerators: 0, holds: 0 });
  const wanted = async () =>
    (await getDesiredState(scene.market.host)).instances.find((one) => one.leaseId === lease.id);
  expect(await wanted()).toMatchObject({ state: "retained", acceleratorUuids: [], diskGib: DEFAULT_DISK_GIB });
  await lives.keptFor(lease, 2 * 3_600 + 17);
  await scene.tick();

  const started = await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  expect(started).toMatchObject({ state: "provisioning", incarnation: 2, endReason: null });
  expect(await lives.held(lease)).toEqual({ accelerators: 2, holds: 1 });
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
  expect(await lives.sums(lease, "running")).toEqual({
    seconds: 150n,
    retail: priceMicros(RETAIL_MICROS * 2n, 100n) + priceMicros(RETAIL_MICROS * 2n, 50n),
    wholesale: priceMicros(WHOLESALE_MICROS * 2n, 100n) + priceMicros(WHOLESALE_MICROS * 2n, 50n),
  });
  expect(await lives.sums(lease, "stopped")).toEqual({
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
  const { lease, container } = await lives.running(2, 20);
  const id = { leaseId: lease.id };
  const { ctx } = scene.buyer;
  await Promise.all([stopInstance(ctx, id), stopInstance(ctx, id), stopInstance(ctx, id)]);
  await expect(startInstance(ctx, id)).rejects.toEqual(code("precondition_failed"));
  await container.beat(EXITED);
  await container.beat(EXITED);
  await stopInstance(ctx, id);
  const started = await Promise.all([startInstance(ctx, id), startInstance(ctx, id), startInstance(ctx, id)]);
  expect(started.map(({ incarnation }) => incarnation)).toEqual([2, 2, 2]);
  expect(await lives.held(lease)).toEqual({ accelerators: 2, holds: 1 });
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
  const lease = await lives.stopped(1, 20);
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
  expect((await lives.sums(lease, "running")).seconds).toBe(30n);
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

test("terminating while it stops drops the data: the lease ends with its container", async () => {
  const { lease, container } = await lives.running(1, 20);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  expect((await scene.read(lease)).state).toBe("ended");
  expect((await getDesiredState(scene.market.host)).instances.map((one) => one.leaseId)).not.toContain(lease.id);
  await scene.tick();
});
