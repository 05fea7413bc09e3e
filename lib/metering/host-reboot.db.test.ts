import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { hostEvents, leaseEvents, leases } from "@/db/schema";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { launchLease } from "@/lib/leases/launch-lease";
import { watchLeases } from "@/lib/leases/watch-leases";
import { replayBills } from "./replay-bills";

let scene: Scene;
let boots = 1;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
});
afterAll(() => scene.close());
beforeEach(() => scene.market.report([], bootId()));
afterEach(async () => {
  expect(await scene.findings()).toEqual([]);
  expect((await replayBills(scene.database.db)).differences).toEqual([]);
});

const bootId = () => ({ bootId: `boot-${boots}` });

async function running(onHostReboot?: "restart" | "end") {
  const { buyer, market } = scene;
  const lease = await launchLease(buyer.ctx, {
    skuId: market.sku[1],
    sshKeyIds: [buyer.sshKeyId],
    idempotencyKey: newId("req"),
    ...(onHostReboot ? { onHostReboot } : {}),
  });
  await scene.pass(2);
  const container = scene.container(lease);
  for (const seconds of [0, 10]) {
    await scene.pass(seconds);
    await market.report([container.seen()], bootId());
  }
  return { lease, container };
}

/** The host is away this long, and what ran on it has not come back with it. */
async function reboot(container: ReturnType<Scene["container"]>, seconds: number, change = {}, facts = {}) {
  await scene.pass(seconds);
  boots += 1;
  await scene.market.report([container.seen({ ...EXITED, exitCode: 255, ...change })], { ...bootId(), ...facts });
}

async function end(lease: { id: string }) {
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...EXITED }], bootId());
  await scene.tick();
}

const read = (lease: { id: string }) => scene.read(lease);

test("a host that restarts gives the instance back with its accelerators and data, and the outage costs nothing", async () => {
  const { lease, container } = await running();
  await reboot(container, 60);
  expect(await read(lease)).toMatchObject({ state: "provisioning", incarnation: 2, containerId: null });
  await scene.pass(5);
  const second = scene.container(await read(lease));
  await scene.market.report([second.seen()], bootId());
  expect((await read(lease)).state).toBe("running");
  await scene.pass(7);
  await scene.market.report([second.seen()], bootId());
  await end(lease);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n) + priceMicros(RETAIL_MICROS, 7n));
  const states = (await scene.segmentsOf(lease)).map(({ state }) => state);
  expect(states).toEqual(["provisioning", "running", "unreachable", "provisioning", "running"]);
  const events = await scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  expect(events.find(({ kind }) => kind === "lease.restarted")?.message).toContain("Its host has restarted");
});

test("a customer who chose so finds the lease ended at its last proof instead", async () => {
  const { lease, container } = await running("end");
  await reboot(container, 30);
  expect((await read(lease)).state).toBe("ended");
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("a host that comes back without its engine, or with a failed accelerator, is waited for, unbilled, and after an hour stopped with its data kept", async () => {
  const { lease, container } = await running();
  await reboot(container, 20, {}, { engine: null, problems: ["No container engine answers"] });
  expect((await read(lease)).state).toBe("unreachable");
  const [first] = scene.market.accelerators;
  const health = first!.health;
  for (const accelerator of scene.market.accelerators) accelerator.health = "failed";
  await scene.pass(20);
  await scene.market.report([container.seen({ ...EXITED })], bootId());
  expect((await read(lease)).state).toBe("unreachable");
  for (const accelerator of scene.market.accelerators) accelerator.health = health;
  await scene.pass(20);
  await scene.market.report([container.seen({ ...EXITED })], bootId());
  expect(await read(lease)).toMatchObject({ state: "provisioning", incarnation: 2 });
  await end(lease);
  const away = await running();
  await scene.pass(3_700);
  await watchLeases(scene.worker());
  await watchLeases(scene.worker());
  expect(await read(away.lease)).toMatchObject({ state: "stopped", retainedAs: "outage" });
  await scene.tick();
});

test("a start after a reboot that fails keeps the data and charges nothing for the failure", async () => {
  const { lease, container } = await running();
  await reboot(container, 20);
  await scene.pass(3);
  const failed = { phase: "failed", reason: "The host's disk is full.", containerId: null, uptimeMs: null } as const;
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...failed }], bootId());
  expect(await read(lease)).toMatchObject({
    state: "stopped",
    endReason: expect.stringContaining("The host's disk is full."),
  });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...RETAINED }], bootId());
  await end(lease);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("a host that restarts all the time is not trusted with yet another start", async () => {
  const { lease } = await running();
  for (let restart = 0; restart < 5; restart++) {
    await reboot(scene.container(await read(lease)), 10);
    expect((await read(lease)).state).toBe("provisioning");
    await scene.pass(1);
    await scene.market.report([scene.container(await read(lease)).seen()], bootId());
  }
  await reboot(scene.container(await read(lease)), 10);
  expect((await read(lease)).state).toBe("ended");
  await scene.tick();
  const open = await scene.database.db.select().from(leases).where(eq(leases.state, "provisioning"));
  expect(open).toEqual([]);
});

test("restarts of a host are lines of its timeline, one a minute at most however often it claims one", async () => {
  const lines = () => scene.database.db.select().from(hostEvents).where(eq(hostEvents.kind, "rebooted"));
  const before = (await lines()).length;
  await scene.pass(61);
  for (let claim = 0; claim < 10; claim++) {
    boots += 1;
    await scene.pass(5);
    await scene.market.report([], bootId());
  }
  const after = await lines();
  expect(after).toHaveLength(before + 1);
  expect(after[0]).toMatchObject({ actorType: "host", summary: expect.stringMatching(/^The host has restarted/) });
});
