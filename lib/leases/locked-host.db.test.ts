import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hosts, leaseEvents, notices } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { enrolHost } from "@/lib/fleet/enrol-host";
import type { HostContext } from "@/lib/fleet/host-actor";
import { listHosts } from "@/lib/fleet/host-queries";
import { lockClonedHost } from "@/lib/fleet/lock-cloned-host";
import { mintReplacementToken } from "@/lib/fleet/mint-replacement-token";
import { TestAgent } from "@/lib/fleet/testing/agent";
import { closeLease } from "./close-lease";
import { getDesiredState } from "./desired-state";
import { listStock } from "./stock-queries";
import { watchLeases } from "./watch-leases";

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(new Date("2026-11-24T10:00:00Z"));
});
afterEach(() => scene.close());

async function inStock(): Promise<number> {
  const rows = await listStock(scene.buyer.ctx);
  return rows.filter(({ availableUnits }) => availableUnits > 0).length;
}

function lock() {
  const ctx = { ...scene.market.host, now: scene.now } as HostContext;
  return scene.database.db.transaction((tx) => lockClonedHost(tx, ctx, { runs: [1, 2], channel: "report" }));
}

test("a locked host sells nothing, and what ran there is not billed past its last proof", async () => {
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.runFor(60);
  expect(await inStock()).toBeGreaterThan(0);
  await lock();
  expect(await inStock()).toBe(0);
  await expect(scene.buyer.launch(1)).rejects.toMatchObject({ code: "insufficient_capacity" });
  expect(await watchLeases(scene.worker())).toBe(1);
  const silent = await scene.read(lease);
  expect(silent.state).toBe("unreachable");
  expect(silent.provenThrough).toEqual(new Date("2026-11-24T10:01:00Z"));
  const events = await scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  expect(events.find(({ kind }) => kind === "lease.unreachable")?.message).toContain("Its host is locked");
  const seen = await listHosts({ ...scene.market.platform.ctx, now: scene.now });
  expect(seen).toMatchObject([{ state: "locked", lockedAt: scene.now }]);
  await scene.pass(300);
  expect(await watchLeases(scene.worker())).toBe(0);
  await scene.pass(7_200);
  await watchLeases(scene.worker());
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "stopped", retainedAs: "outage" });
  expect(await scene.chargedFor(lease)).toBe((RETAIL_MICROS * 55n) / 3_600n);
  expect(await scene.findings()).toEqual([]);
});

test("enrolled again too late for a lease, its agent is told of it no more and removes what is left of it", async () => {
  const [ended, lasting] = [await scene.buyer.launch(1), await scene.buyer.launch(1)];
  const both = () => [ended, lasting].map((lease) => scene.container(lease).seen());
  await scene.market.report(both());
  await lock();
  await watchLeases(scene.worker());
  await closeLease(scene.buyer.ctx, { leaseId: ended.id });
  await scene.pass(120);
  await watchLeases(scene.worker());
  expect((await scene.read(ended)).state).toBe("ended");
  const { operator, hostId, accelerators } = scene.market;
  const { token } = await mintReplacementToken({ ...operator.ctx, now: scene.now }, { hostId });
  const nobody = testContext(scene.database.db, { type: "anonymous" }, scene.now);
  await enrolHost(nobody, new TestAgent().enrolRequest(token, { accelerators }));
  const wanted = await getDesiredState(scene.market.host);
  expect(wanted.instances.map(({ leaseId, state }) => [leaseId, state])).toEqual([[lasting.id, "running"]]);
  await scene.tick();
  expect([await scene.chargedFor(ended), await scene.findings()]).toEqual([0n, []]);
});

test("enrolled again, it is in stock once it reports, its leases go on, and its notices are over", async () => {
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.runFor(30);
  await lock();
  await scene.pass(120);
  await watchLeases(scene.worker());
  const { token } = await mintReplacementToken(
    { ...scene.market.operator.ctx, now: scene.now },
    { hostId: scene.market.hostId },
  );
  const nobody = testContext(scene.database.db, { type: "anonymous" }, scene.now);
  const { accelerators } = scene.market;
  const { hostId } = await enrolHost(nobody, new TestAgent().enrolRequest(token, { accelerators }));
  expect(hostId).toBe(scene.market.hostId);
  await container.beat();
  await container.runFor(30);
  expect((await scene.read(lease)).state).toBe("running");
  expect(await inStock()).toBeGreaterThan(0);
  const open = (await scene.database.db.select().from(notices)).filter(({ key }) => key === `host.locked:${hostId}`);
  expect(open.map(({ endedAt }) => endedAt === null)).toEqual([false, false]);
  await scene.tick();
  expect(await scene.findings()).toEqual([]);
});

test("a host whose clock is off by more than thirty seconds takes nothing new until it is right", async () => {
  const set = (clockOffsetMs: number) =>
    scene.database.db.update(hosts).set({ clockOffsetMs }).where(eq(hosts.id, scene.market.hostId));
  await set(-30_001);
  expect(await inStock()).toBe(0);
  await set(29_999);
  expect(await inStock()).toBeGreaterThan(0);
});
