import { and, eq, isNull } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acceleratorFindings, accelerators, auditEvents, hostEvents, hosts, notices } from "@/db/schema";
import { createMember, createOperator } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { Scene } from "@/db/testing/scene";
import { cordonAccelerator } from "@/lib/fleet/cordon-accelerator";
import { getHost } from "@/lib/fleet/host-queries";
import { keepLifecycle } from "@/lib/fleet/keep-lifecycle";
import { getFleetOverview } from "@/lib/fleet/overview-queries";
import { getPassport } from "@/lib/fleet/passport-queries";
import { uncordonAccelerator } from "@/lib/fleet/uncordon-accelerator";
import { uncordonHost } from "@/lib/fleet/uncordon-host";
import { newId } from "@/lib/ids";
import { listStock } from "./stock-queries";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(async () => {
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});

const units = async (count: 1 | 8) =>
  (await listStock(scene.buyer.ctx)).find(({ skuId }) => skuId === scene.market.sku[count])?.availableUnits ?? 0;
const state = async () => (await getHost({ ...scene.market.operator.ctx, now: scene.now }, scene.market.hostId)).state;
const keep = () => keepLifecycle(scene.worker());
const row = async (index: number) => {
  const { hostId } = scene.market;
  const own = and(eq(accelerators.hostId, hostId), eq(accelerators.index, index));
  const [found] = await scene.database.db.select().from(accelerators).where(own);
  return found!;
};
const kinds = async () =>
  (await scene.database.db.select().from(hostEvents)).flatMap(({ kind }) => (kind.includes("cordoned") ? [kind] : []));

async function say(index: number, health: "healthy" | "degraded" | "failed", reason?: string, problems: string[] = []) {
  Object.assign(scene.market.accelerators[index]!, { health, healthReasons: reason ? [reason] : [] });
  await scene.market.report([], { problems });
}

test("one that has failed is kept from sale alone, its operator is told why, and it is back after ten healthy minutes", async () => {
  await say(3, "failed", "The GPU is lost: reboot the host.");
  await Promise.all([keep(), keep(), keep()]);
  expect([await state(), await units(1), await units(8)]).toEqual(["ready", 7, 0]);
  expect(await row(3)).toMatchObject({ cordonCause: "health", cordonReason: "The GPU is lost: reboot the host." });
  const told = and(eq(notices.key, `cordon:${(await row(3)).id}`), isNull(notices.endedAt));
  expect(await scene.database.db.select().from(notices).where(told)).toMatchObject([
    { organizationId: scene.market.operator.organizationId, body: expect.stringContaining("The GPU is lost") },
  ]);
  await scene.buyer.launch(1);
  await say(3, "healthy");
  await keep();
  expect(await units(1)).toBe(6);
  await scene.pass(599);
  await scene.market.report([]);
  await keep();
  expect(await units(1)).toBe(6);
  await scene.pass(1);
  await scene.market.report([]);
  await Promise.all([keep(), keep()]);
  expect(await units(1)).toBe(7);
  expect(await scene.database.db.select().from(notices).where(told)).toEqual([]);
  expect(await kinds()).toEqual(["accelerator_cordoned", "accelerator_uncordoned"]);
});

test("its operator's people and the desk see what of a host is for sale, why the rest is not, and since when", async () => {
  const at = scene.now;
  await say(3, "failed", "The GPU is lost: reboot the host.");
  await keep();
  await scene.pass(60);
  await say(5, "degraded", "A memory page is to be retired: reset the GPU.");
  for (const party of [scene.market.operator, scene.market.platform]) {
    const host = await getHost({ ...party.ctx, now: scene.now }, scene.market.hostId);
    expect(host.keptBack).toMatchObject([
      { index: 3, reason: "The GPU is lost: reboot the host.", since: at },
      { index: 5, reason: "A memory page is to be retired: reset the GPU." },
    ]);
    expect(host.accelerators).toMatchObject({ free: 6, unavailable: 2 });
    const fleet = await getFleetOverview({ ...party.ctx, now: scene.now });
    expect(fleet.hostsNeedingAttention.map(({ id }) => id)).toEqual([scene.market.hostId]);
  }
});

test("one is cordoned by a person until a person takes it back, and never while it has failed", async () => {
  const { operator, platform } = scene.market;
  const { id: acceleratorId } = await row(2);
  const ask = { acceleratorId, reason: "Its fan is loud" };
  await cordonAccelerator(platform.ctx, ask);
  expect([await codeOf(cordonAccelerator(operator.ctx, ask)), await units(1)]).toEqual(["precondition_failed", 7]);
  await scene.pass(3_600);
  await scene.market.report([]);
  await keep();
  expect((await getPassport(operator.ctx, acceleratorId)).identity).toMatchObject({
    cordonReason: "Its fan is loud",
    heldBackBecause: "Its fan is loud",
  });
  await say(2, "failed");
  expect(await codeOf(uncordonAccelerator(operator.ctx, ask))).toBe("precondition_failed");
  await say(2, "healthy");
  await uncordonAccelerator(operator.ctx, { ...ask, reason: "It has a new fan" });
  expect([await codeOf(uncordonAccelerator(operator.ctx, ask)), await units(1)]).toEqual(["precondition_failed", 8]);
  const other = await createOperator(scene.database.db);
  const finance = await createMember(scene.database.db, operator, "finance");
  for (const verb of [cordonAccelerator, uncordonAccelerator]) {
    expect(await codeOf(verb(other.ctx, ask))).toBe("not_found");
    for (const party of [finance, scene.buyer]) expect(await codeOf(verb(party.ctx, ask))).toBe("forbidden");
  }
  const logged = await scene.database.db.select().from(auditEvents).where(eq(auditEvents.targetId, acceleratorId));
  expect(logged.map(({ action }) => action)).toEqual(["accelerator.cordon", "accelerator.uncordon"]);
});

test("what comes and goes is never sold in between, and what telemetry finds counts like its host's word", async () => {
  const { id } = await row(0);
  const finding = { id: newId("fnd"), acceleratorId: id, kind: "xid", health: "failed", value: 79 } as const;
  await scene.database.db.insert(acceleratorFindings).values({ ...finding, reason: "Xid 79.", foundAt: scene.now });
  await keep();
  expect(await row(0)).toMatchObject({ cordonReason: "Xid 79." });
  await scene.database.db.update(acceleratorFindings).set({ clearedAt: scene.now, clearedBecause: "Reset." });
  for (const health of ["healthy", "failed", "healthy"] as const) {
    await say(0, health);
    await keep();
    await scene.pass(400);
  }
  await scene.market.report([]);
  await keep();
  expect([await units(1), await state()]).toEqual([7, "ready"]);
});

test("a fault of the fabric that two of them name keeps their host from sale", async () => {
  await say(0, "degraded", "The NVLink fabric says: Initialization.");
  await keep();
  expect([await state(), await units(1)]).toEqual(["ready", 7]);
  await say(1, "degraded", "The NVLink fabric says: Initialization.");
  await keep();
  expect([await state(), await units(1)]).toEqual(["cordoned", 0]);
  const { operator, hostId } = scene.market;
  await uncordonHost(operator.ctx, { hostId, reason: "The six others are on another switch" });
  await keep();
  expect([await state(), await units(1)]).toEqual(["ready", 6]);
});

test("a fault of the host takes it from stock at once, and cordons it when it has lasted for five minutes", async () => {
  const missing = ["No container engine answers."];
  await say(0, "healthy", undefined, missing);
  await keep();
  expect([await state(), await units(1)]).toEqual(["ready", 0]);
  await scene.pass(200);
  await scene.market.report([]);
  await keep();
  expect([await state(), await units(1)]).toEqual(["ready", 8]);
  for (const seconds of [1, 299, 1]) {
    await scene.pass(seconds);
    await say(0, "healthy", undefined, missing);
    await keep();
  }
  expect(await state()).toBe("cordoned");
  const [host] = await scene.database.db.select().from(hosts).where(eq(hosts.id, scene.market.hostId));
  expect(host).toMatchObject({ cordonCause: "health", cordonReason: "No container engine answers" });
  await scene.market.report([]);
  await keep();
  await scene.pass(600);
  await scene.market.report([]);
  await keep();
  expect([await state(), await units(1)]).toEqual(["ready", 8]);
});

test("a host that fell silent with a fault is no worse for its silence", async () => {
  await say(0, "healthy", undefined, ["The disk is nearly full."]);
  await keep();
  await scene.pass(3_600);
  await keep();
  expect(await state()).toBe("ready");
});
