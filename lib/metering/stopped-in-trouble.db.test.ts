import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Lives } from "@/db/testing/lives";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { priceStorage, STORAGE_RETAIL_MICROS } from "@/db/testing/storage";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import { watchLeases } from "@/lib/leases/watch-leases";

let scene: Scene;
const lives = new Lives(() => scene);
const GIB = BigInt(DEFAULT_DISK_GIB);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
  await priceStorage(scene);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

test("a start is refused where others have the accelerators meanwhile or the host is silent, and the data stays", async () => {
  const lease = await lives.stopped(8, 20);
  const other = await scene.buyer.launch(1);
  const start = () => startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await expect(start()).rejects.toEqual(code("insufficient_capacity"));
  await scene.market.report([{ leaseId: other.id, phase: "failed", containerId: null, uptimeMs: null }]);
  await scene.pass(50);
  await expect(start()).rejects.toEqual(code("insufficient_capacity"));
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", incarnation: 1 });
  expect(await lives.held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await lives.kept(lease);
  expect(await start()).toMatchObject({ state: "provisioning" });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...RETAINED, phase: "exited" }]);
  await scene.tick();
});

test("a start needs the hold of a launch: short of it nothing is claimed", async () => {
  const poor = await createBuyer(scene.market, "0.30");
  const lease = await lives.stopped(1, 200, poor);
  await expect(startInstance(poor.ctx, { leaseId: lease.id })).rejects.toEqual(code("payment_required"));
  expect(await lives.held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await expect(startInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toEqual(code("not_found"));
  await expect(stopInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toEqual(code("not_found"));
  expect(await lives.end(lease, poor)).toMatchObject({ state: "ended", nextDue: null });
  await expect(startInstance(poor.ctx, { leaseId: lease.id })).rejects.toEqual(code("precondition_failed"));
});

test("a start that does not come up goes back to stopped with its data, and its time costs nothing", async () => {
  const lease = await lives.stopped(1, 20);
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(181);
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, phase: "booting", uptimeMs: 1 }]);
  expect(await watchLeases(scene.worker())).toBe(1);
  const back = await scene.read(lease);
  expect(back).toMatchObject({ state: "stopped", incarnation: 2, endReason: expect.stringContaining("180 s") });
  expect(await lives.held(lease)).toEqual({ accelerators: 0, holds: 0 });
  await lives.keptFor(back, 30, 30);
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
  await lives.kept(again);
  expect(await lives.end(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect((await lives.sums(lease, "running")).seconds).toBe(20n);
  expect((await lives.sums(lease, "provisioning")).retail).toBe(0n);
  expect(await lives.sums(lease, "stopped")).toMatchObject({
    seconds: 30n,
    retail: priceMicros(STORAGE_RETAIL_MICROS * GIB, 30n),
  });
});

test("a host that is late with a stop is paid 30 s of it, and storage begins when the container has ended", async () => {
  const { lease, container } = await lives.running(1, 40);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  for (let late = 0; late < 100; late += 10) {
    await scene.pass(10);
    await container.beat({ phase: "stopping" });
  }
  await container.beat(EXITED);
  const stopped = await scene.read(lease);
  await lives.keptFor(stopped, 60);
  expect(await lives.end(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect((await lives.sums(lease, "running")).retail).toBe(priceMicros(RETAIL_MICROS, 70n));
  expect(await lives.sums(lease, "stopping")).toEqual({ seconds: 70n, retail: 0n, wholesale: 0n });
  expect(await lives.sums(lease, "stopped")).toMatchObject({
    seconds: 60n,
    retail: priceMicros(STORAGE_RETAIL_MICROS * GIB, 60n),
  });
});

test("a stop that the host never confirms keeps the data from the last proof on", async () => {
  const { lease } = await lives.running(1, 40);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(120);
  await watchLeases(scene.worker());
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped" });
  await lives.kept(stopped);
  expect(await lives.end(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect((await lives.sums(lease, "running")).seconds).toBe(40n);
  expect((await lives.sums(lease, "stopped")).seconds).toBe(120n);
});

test("storage is billed as far as the host has spoken of the data; a silence in between is made good", async () => {
  const lease = await lives.stopped(1, 20);
  await lives.keptFor(lease, 60, 20);
  await scene.pass(7_200);
  await scene.tick();
  expect((await scene.read(lease)).billedThrough.getTime()).toBeLessThanOrEqual(scene.now.getTime() - 7_200_000);
  await lives.kept(lease);
  await scene.pass(7_200);
  await scene.market.report([]);
  expect(await lives.end(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect((await lives.sums(lease, "stopped")).seconds).toBe(7_260n);
});

test("data that is gone ends the lease at the last word of it", async () => {
  const lease = await lives.stopped(1, 20);
  await lives.keptFor(lease, 60, 20);
  await scene.pass(30);
  const lost = { leaseId: lease.id, ...RETAINED, phase: "lost" } as const;
  await scene.market.report([lost], { engine: null });
  expect((await scene.read(lease)).state).toBe("stopped");
  await scene.market.report([lost]);
  expect(await scene.read(lease)).toMatchObject({ state: "ended", endReason: expect.stringContaining("data is gone") });
  await scene.tick();
  expect((await lives.sums(lease, "stopped")).seconds).toBe(60n);
});
