import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { notices, slaRules } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { EXITED, RETAINED, Scene } from "@/db/testing/scene";
import { cancelMaintenance } from "@/lib/fleet/end-maintenance";
import { planMaintenance } from "@/lib/fleet/plan-maintenance";
import { getLiveLease } from "@/lib/metering/live-queries";
import { judgeReachability } from "./judge-reachability";
import { keepMaintenance } from "./keep-maintenance";
import { listLeaseMaintenance } from "./lease-maintenance";
import { getLease } from "./queries";
import { listSiteMaintenance } from "./site-maintenance";
import { startInstance } from "./start-instance";
import { stopInstance } from "./stop-instance";
import { TestProbes } from "./testing/probes";
import type { Lease } from "./types";
import { watchLeases } from "./watch-leases";

const START = new Date("2026-12-01T10:00:00Z");
const HOUR = 3_600;
let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(START);
  await scene.database.db.update(slaRules).set({ during: { from: new Date("2026-01-01T00:00:00Z"), to: null } });
});
afterEach(async () => {
  await scene.tick();
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});

const inHours = (hours: number) => new Date(START.getTime() + hours * HOUR * 1_000).toISOString();
const plan = (from: number, to: number, isEmergency = false) =>
  planMaintenance(scene.market.operator.ctx, {
    hostIds: [scene.market.hostId],
    from: inHours(from),
    to: inHours(to),
    reason: "The power supplies are changed",
    isEmergency,
  });
const keep = () => keepMaintenance(scene.worker());
const live = (lease: Lease) => getLiveLease(scene.buyer.ctx, { leaseId: lease.id, after: 0 });
const told = async (lease: Lease) => (await live(lease)).events.map(({ message }) => message);

async function running() {
  const lease = await scene.buyer.launch(1);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(10);
  return { lease, container };
}

describe("maintenance", () => {
  test("is in what a customer reads of an instance, and in its timeline, before, during and after it", async () => {
    const { lease, container } = await running();
    await plan(30, 32);
    await keep();
    const [ahead] = (await getLease(scene.buyer.ctx, lease.id)).maintenance;
    expect(ahead).toMatchObject({ state: "scheduled", startsAt: new Date(inHours(30)), stoppedAt: null });
    expect(ahead).toMatchObject({ creditBps: 10_000, creditedHours: 1, keptDays: 30 });
    await scene.pass(30 * HOUR - 11);
    await container.beat();
    await keep();
    await container.beat(EXITED);
    await container.beat(RETAINED);
    const [active] = (await getLease(scene.buyer.ctx, lease.id)).maintenance;
    expect(active).toMatchObject({ state: "active", stoppedAt: scene.now });
    await scene.pass(2 * HOUR);
    await keep();
    expect((await getLease(scene.buyer.ctx, lease.id)).maintenance).toMatchObject([{ state: "over" }]);
    const messages = await told(lease);
    for (const part of [
      "is planned from 2026-12-02 16:00 UTC",
      "Stopped: maintenance of",
      "is over; it can be started",
    ])
      expect(messages.filter((message) => message.includes(part))).toHaveLength(part.startsWith("Stopped") ? 2 : 1);
  });

  test("that is called off is no longer ahead, and the timeline says so", async () => {
    const { lease } = await running();
    const { windowIds } = await plan(30, 32);
    await keep();
    await cancelMaintenance(scene.market.operator.ctx, { windowId: windowIds[0]!, reason: "Parts are late" });
    await keep();
    expect(await listLeaseMaintenance(scene.buyer.ctx, [lease.id], { onlyAhead: true })).toEqual([]);
    expect((await told(lease)).at(-1)).toContain("does not take place");
  });

  test("is told with the launch itself, and of the site before it; of other customers' instances nothing is", async () => {
    await plan(30, 32);
    const site = { skuId: scene.market.sku[1], siteIds: [scene.market.siteId] };
    expect(await listSiteMaintenance(scene.buyer.ctx, site)).toMatchObject([
      { siteId: scene.market.siteId, startsAt: new Date(inHours(30)), isEverywhere: true },
    ]);
    const lease = await scene.buyer.launch(1);
    expect((await getLease(scene.buyer.ctx, lease.id)).maintenance).toMatchObject([{ state: "scheduled" }]);
    const other = await createBuyer(scene.market);
    expect(await listLeaseMaintenance(other.ctx, [lease.id])).toEqual([]);
    expect(await codeOf(listSiteMaintenance(scene.market.operator.ctx, site))).toBe("forbidden");
  });
});

describe("an unreachable instance", () => {
  test("says what its host and what the probes see, and how long it is waited for", async () => {
    const { lease, container } = await running();
    const eyes = new TestProbes(scene.database.db);
    await eyes.start("a", "b");
    await eyes.rounds();
    for (let round = 0; round < 2; round++) {
      await container.runFor(10);
      await eyes.rounds({ [lease.id]: "no answer in time" });
    }
    await judgeReachability(scene.worker());
    const { reach, state } = await live(lease);
    expect(state).toBe("unreachable");
    expect(reach).toMatchObject({ declaredBy: "probe", isHeard: true, probes: 2, failing: 2 });
    expect(reach!.reasons).toEqual(["no answer in time"]);
    expect(reach!.waitsUntil.getTime() - scene.now.getTime()).toBeGreaterThan(23 * HOUR * 1_000);
    await eyes.rounds();
    await container.beat();
    expect((await live(lease)).reach).toBeNull();
  });

  test("whose host is silent is waited for an hour from when it was last heard", async () => {
    const { lease } = await running();
    const heardAt = scene.now;
    await scene.pass(100);
    await watchLeases(scene.worker());
    const { reach } = await live(lease);
    expect(reach).toMatchObject({ declaredBy: "platform", isHeard: false, heardAt, probes: 0, failing: 0 });
    expect(reach!.waitsUntil.getTime()).toBe(heardAt.getTime() + HOUR * 1_000);
  });
});

test("a start that fails says why, in words and for programs, until it is started again", async () => {
  const { lease, container } = await running();
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await container.beat(RETAINED);
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(3);
  const failed = { phase: "failed", reason: "The host's disk is full.", reasonCode: "disk-full" } as const;
  const second = scene.container(await scene.read(lease));
  await second.beat({ ...failed, containerId: null, uptimeMs: null });
  const { failedStart, state, events } = await live(lease);
  expect([state, failedStart]).toMatchObject(["stopped", { reason: failed.reason, code: "disk-full" }]);
  expect(events.at(-1)).toMatchObject({
    message: "It could not be started again: The host's disk is full; the data is kept",
    reasonCode: "disk-full",
  });
  const notice = () =>
    scene.database.db
      .select()
      .from(notices)
      .where(eq(notices.key, `start-failed:${lease.id}`));
  expect(await notice()).toMatchObject([{ endedAt: null, body: expect.stringContaining("disk is full.") }]);
  await second.beat(RETAINED);
  await startInstance(scene.buyer.ctx, { leaseId: lease.id });
  expect((await live(lease)).failedStart).toBeNull();
  expect((await notice())[0]!.endedAt).not.toBeNull();
});
