import { generateKeyPairSync } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leaseAccelerators, leaseIntervals, notices } from "@/db/schema";
import { codeOf } from "@/db/testing/refusal";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { receiptSchema } from "@/lib/core/receipts/receipt";
import { verifyReceipt } from "@/lib/core/receipts/verify";
import { closeLease } from "@/lib/leases/close-lease";
import { deleteRetainedData } from "@/lib/leases/delete-retained-data";
import { startInstance } from "@/lib/leases/start-instance";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { getReceipt } from "./get-receipt";
import { replayBills } from "./replay-bills";

const HOUR = 3_600;
const KEY = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
let scene: Scene;
beforeEach(async () => {
  vi.stubEnv("OPENHALL_RECEIPT_KEY", KEY);
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(async () => {
  await scene.tick();
  expect(await scene.findings()).toEqual([]);
  expect((await replayBills(scene.database.db)).differences).toEqual([]);
  await scene.close();
});

const watch = () => watchLeases(scene.worker());
const sshDown = { phase: "unreachable" } as const;

async function running() {
  const lease = await scene.buyer.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(10);
  return { lease, container };
}

/** The host reports every so many hours, and SSH does not answer. */
async function cutOff(container: ReturnType<Scene["container"]>, times: number, everyHours = 5) {
  for (let time = 0; time < times; time++) {
    await scene.pass(everyHours * HOUR);
    await container.beat(sshDown);
    await watch();
  }
}

async function statesOf(lease: Lease) {
  const rows = await scene.database.db.select().from(leaseIntervals).where(eq(leaseIntervals.leaseId, lease.id));
  return rows.sort((a, b) => a.during.from.getTime() - b.during.from.getTime()).map(({ state }) => state);
}

const claimsOf = async (lease: Lease) =>
  (await scene.database.db.select().from(leaseAccelerators).where(eq(leaseAccelerators.leaseId, lease.id))).filter(
    ({ releasedAt }) => releasedAt === null,
  );

test("after an hour of its host's silence an instance is stopped, its data kept for nothing, and starts again when the host is back", async () => {
  const { lease, container } = await running();
  await scene.pass(100);
  await watch();
  await scene.pass(HOUR);
  expect([await watch(), await watch()]).toEqual([1, 0]);
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped", endReason: expect.stringContaining("nothing was heard") });
  expect(stopped.retainUntil!.getTime() - scene.now.getTime()).toBe(30 * 24 * HOUR * 1_000);
  expect(await claimsOf(lease)).toEqual([]);
  const [notice] = await scene.database.db
    .select()
    .from(notices)
    .where(eq(notices.href, `/instances/${lease.id}`));
  expect(notice!.title).toContain("is kept until");
  expect(await codeOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }))).toBe("insufficient_capacity");
  await scene.pass(HOUR);
  // its agent has not heard yet that the container is to end
  await container.beat();
  await container.beat(RETAINED);
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", retainedAs: "outage" });
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(2);
  const again = scene.container(await scene.read(lease));
  await again.beat();
  await again.runFor(20);
  expect(await scene.read(lease)).toMatchObject({ state: "running", retainUntil: null, retainedAs: null });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await again.beat(EXITED);
  await scene.tick();
  expect(await statesOf(lease)).toEqual([
    "provisioning",
    "running",
    "unreachable",
    "outage",
    "provisioning",
    "running",
  ]);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n) + priceMicros(RETAIL_MICROS, 20n));
  const receipt = receiptSchema.parse(
    JSON.parse(JSON.stringify(await getReceipt(scene.buyer.ctx, { leaseId: lease.id }))),
  );
  expect(verifyReceipt(receipt).checks.filter((check) => !check.ok)).toEqual([]);
});

test("an instance that only the way to is cut, while its host reports it, is waited for a day with its accelerators", async () => {
  const { lease, container } = await running();
  await cutOff(container, 4);
  expect((await scene.read(lease)).state).toBe("unreachable");
  expect(await claimsOf(lease)).toHaveLength(1);
  await scene.pass(60);
  await container.beat();
  expect((await scene.read(lease)).state).toBe("running");
  await container.runFor(10);
  await container.beat(EXITED);
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n) + priceMicros(RETAIL_MICROS, 10n));
});

test("after that day it is stopped by its host, and its data is kept for nothing", async () => {
  const { lease, container } = await running();
  await cutOff(container, 5);
  expect(await scene.read(lease)).toMatchObject({ state: "stopping", stopKeepsData: true, retainedAs: "outage" });
  await container.beat(EXITED);
  await container.beat(RETAINED);
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped", endReason: expect.stringContaining("24 hours") });
  await scene.pass(HOUR);
  await container.beat(RETAINED);
  await scene.tick();
  const [last] = (await scene.segmentsOf(lease)).slice(-1);
  expect(last).toMatchObject({ state: "outage", zeroReason: expect.stringContaining("outage") });
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("its customer need not wait for any of that", async () => {
  const { lease, container } = await running();
  await cutOff(container, 1, 1);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  expect((await scene.read(lease)).state).toBe("stopping");
  await container.beat(EXITED);
  expect((await scene.read(lease)).state).toBe("ended");
});

test("the data of a host that never comes back is given up when its days are over, after a notice", async () => {
  const { lease } = await running();
  await scene.pass(100);
  await watch();
  await scene.pass(HOUR);
  await watch();
  await scene.pass(29 * 24 * HOUR);
  expect(await deleteRetainedData(scene.worker())).toBe(1);
  await scene.pass(25 * HOUR);
  expect(await deleteRetainedData(scene.worker())).toBe(1);
  expect((await scene.read(lease)).state).toBe("ended");
});
