import { eq, like } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  auditEvents,
  hostEvents,
  mails,
  maintenanceLeases,
  maintenanceWindows,
  notices,
  slaCredits,
  slaRules,
} from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { createBuyer } from "@/db/testing/market";
import { codeOf, refusalOf } from "@/db/testing/refusal";
import { EXITED, RETAIL_MICROS, RETAINED, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { cancelMaintenance, endMaintenance } from "@/lib/fleet/end-maintenance";
import { getHost } from "@/lib/fleet/host-queries";
import { planMaintenance } from "@/lib/fleet/plan-maintenance";
import { newId } from "@/lib/ids";
import { keepMaintenance } from "@/lib/leases/keep-maintenance";
import { launchLease } from "@/lib/leases/launch-lease";
import { startInstance } from "@/lib/leases/start-instance";
import type { Lease } from "@/lib/leases/types";
import { findPrepaidBalance } from "@/lib/ledger/queries";
import { createSlaRule } from "./create-sla-rule";
import { creditMaintenance } from "./credit-maintenance";
import { replayBills } from "./replay-bills";

const START = new Date("2026-12-01T10:00:00Z");
const HOUR = 3_600;
let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(START);
  // whatever today is, the promise was made before
  await scene.database.db.update(slaRules).set({ during: { from: new Date("2026-01-01T00:00:00Z"), to: null } });
});
afterEach(async () => {
  expect(await scene.findings()).toEqual([]);
  expect((await replayBills(scene.database.db)).differences).toEqual([]);
  await scene.close();
});

const inHours = (hours: number) => new Date(START.getTime() + hours * HOUR * 1_000).toISOString();
const plan = (change: Partial<Parameters<typeof planMaintenance>[1]> = {}, by = scene.market.operator) =>
  planMaintenance(by.ctx, {
    hostIds: [scene.market.hostId],
    from: inHours(25),
    to: inHours(27),
    reason: "The power supplies are changed",
    isEmergency: false,
    ...change,
  });
const emergency = () => plan({ from: inHours(0), to: inHours(2), isEmergency: true });
const keep = () => keepMaintenance(scene.worker());
const windowsNow = () => scene.database.db.select().from(maintenanceWindows).orderBy(maintenanceWindows.id);
const mailsSent = () => scene.database.db.select().from(mails).where(eq(mails.template, "maintenance"));
const balanceNow = async (organizationId: string) =>
  (await findPrepaidBalance(scene.database.db, organizationId, "USD")).balanceMicros;

async function stopAndBill(lease: Lease) {
  const container = scene.container(lease);
  await scene.pass(4);
  await container.beat({ ...EXITED });
  await container.beat(RETAINED);
  await scene.pass(HOUR);
  await container.beat(RETAINED);
  await scene.tick();
}

describe("a planned window", () => {
  test("is told once, keeps new launches off unless they end before, and stops nothing until it starts", async () => {
    const lease = await scene.buyer.launch(1);
    const { windowIds } = await plan();
    await Promise.all([keep(), keep(), keep()]);
    expect(await keep()).toBe(0);
    const [mail, ...more] = await mailsSent();
    expect([mail!.props, more]).toMatchObject([
      { affected: [lease.name], href: expect.stringContaining("/launch?sku=") },
      [],
    ]);
    const told = await scene.database.db.select().from(notices).where(like(notices.key, "maintenance:%"));
    expect(told[0]!.body).toContain("The price of an hour is credited");
    expect(told).toMatchObject([{ organizationId: scene.buyer.organizationId, severity: "warning", endedAt: null }]);
    expect(await codeOf(scene.buyer.launch(1))).toBe("none");
    expect(await keep()).toBe(1);
    expect(await mailsSent()).toHaveLength(1);
    await scene.pass(2 * HOUR);
    await scene.market.report([]);
    expect(await codeOf(scene.buyer.launch(1))).toBe("insufficient_capacity");
    const short = launchLease(scene.buyer.ctx, {
      skuId: scene.market.sku[1],
      sshKeyIds: [scene.buyer.sshKeyId],
      idempotencyKey: newId("req"),
      endsAt: new Date(inHours(20)),
    });
    expect(await codeOf(short)).toBe("none");
    expect(await keep()).toBe(0);
    const { state, window } = await getHost({ ...scene.market.operator.ctx, now: scene.now }, scene.market.hostId);
    expect([state, window?.id]).toEqual(["in use", windowIds[0]]);
  });

  test("that is cancelled tells so once and gives the host back at once", async () => {
    await scene.buyer.launch(1);
    const { windowIds } = await plan();
    await keep();
    const cancel = () =>
      cancelMaintenance(scene.market.operator.ctx, { windowId: windowIds[0]!, reason: "Parts are late" });
    await cancel();
    await scene.pass(2 * HOUR);
    await scene.market.report([]);
    expect(await codeOf(scene.buyer.launch(1))).toBe("none");
    await Promise.all([keep(), keep()]);
    expect(await keep()).toBe(0);
    const subjects = (await mailsSent()).map(({ props }) => (props as { title: string }).title);
    expect(subjects.filter((title) => title.startsWith("Maintenance cancelled"))).toHaveLength(1);
    const open = await scene.database.db
      .select()
      .from(notices)
      .where(eq(notices.key, `maintenance:${windowIds[0]}`));
    expect(open[0]!.endedAt).not.toBeNull();
    expect(await codeOf(cancel())).toBe("precondition_failed");
    expect(await codeOf(endMaintenance(scene.market.operator.ctx, { windowId: windowIds[0]!, reason: "x" }))).toBe(
      "precondition_failed",
    );
  });

  test("is announced a day ahead, overlaps no other, and is the operator's own", async () => {
    expect((await refusalOf(plan({ from: inHours(23) }))).options.fields).toHaveProperty("from");
    expect((await refusalOf(plan({ to: inHours(24) }))).options.fields).toHaveProperty("to");
    await plan();
    expect(await codeOf(plan({ from: inHours(26), to: inHours(28) }))).toBe("conflict");
    expect(await codeOf(plan({ from: inHours(27), to: inHours(28) }))).toBe("none");
    const other = await createOperator(scene.database.db);
    expect(await codeOf(plan({}, other))).toBe("not_found");
    const [window] = await windowsNow();
    expect(await codeOf(cancelMaintenance(other.ctx, { windowId: window!.id, reason: "x" }))).toBe("not_found");
    expect(await codeOf(plan({}, scene.buyer))).toBe("forbidden");
    expect(await codeOf(plan({}, scene.market.platform))).toBe("forbidden");
  });
});

describe("a window that starts", () => {
  test("stops what runs, bills nothing from then on, keeps its data free, credits it once, and ends as planned", async () => {
    const lease = await scene.buyer.launch(2);
    const other = await createBuyer(scene.market);
    const gone = await other.launch(1);
    const container = scene.container(lease);
    const second = scene.container(gone);
    await scene.market.report([container.seen(), second.seen()]);
    for (let minute = 0; minute < 30; minute++) {
      await scene.pass(60);
      await scene.market.report([container.seen(), second.seen()]);
    }
    await plan({ from: scene.now.toISOString(), to: inHours(5), isEmergency: true });
    await Promise.all([keep(), keep(), keep()]);
    const stopping = await scene.read(lease);
    expect(stopping).toMatchObject({ state: "stopping", stopKeepsData: true });
    expect(stopping.retainUntil!.getTime()).toBe(new Date(inHours(5 + 30 * 24)).getTime());
    const { state } = await getHost({ ...scene.market.operator.ctx, now: scene.now }, scene.market.hostId);
    expect(state).toBe("maintenance");
    await scene.pass(4);
    await scene.market.report([container.seen(EXITED), second.seen(EXITED)]);
    await scene.pass(HOUR);
    await scene.market.report([container.seen(RETAINED), second.seen(RETAINED)]);
    expect(await codeOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }))).toBe("insufficient_capacity");
    await scene.tick();
    const paid = await scene.chargedFor(lease);
    expect(paid).toBe((RETAIL_MICROS * 2n * 30n * 60n) / 3_600n);
    const [last] = (await scene.segmentsOf(lease)).slice(-1);
    expect(last).toMatchObject({ state: "maintenance", zeroReason: expect.stringContaining("maintenance") });
    const before = await balanceNow(scene.buyer.organizationId);
    await Promise.all([1, 2, 3].map(() => creditMaintenance(scene.worker())));
    expect(await creditMaintenance(scene.worker())).toBe(0);
    const credited = (await balanceNow(scene.buyer.organizationId)) - before;
    expect(credited).toBe(paid);
    const [credit, ...more] = await scene.database.db.select().from(slaCredits).where(eq(slaCredits.leaseId, lease.id));
    expect([credit, more]).toMatchObject([{ creditMicros: credited, retailMicros: paid }, []]);
    expect(credit!.chargedBackMicros).toBeLessThanOrEqual((WHOLESALE_MICROS * 2n * 30n * 60n) / 3_600n);
    await scene.pass(4 * HOUR);
    await scene.market.report([container.seen(RETAINED), second.seen(RETAINED)]);
    await Promise.all([keep(), keep()]);
    expect((await windowsNow())[0]).toMatchObject({ state: "over", closedAt: scene.now });
    expect(await codeOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }))).toBe("none");
    const kinds = (await scene.database.db.select().from(hostEvents)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith("maintenance"))).toHaveLength(3);
    expect(await mailsSent()).toHaveLength(4);
    const started = await scene.database.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, "maintenance.start"));
    expect(started).toMatchObject([{ organizationId: scene.market.operator.organizationId }]);
  });

  test("credits nothing where no rule says so, and settles that once", async () => {
    const lease = await scene.buyer.launch(1);
    await scene.container(lease).beat();
    await scene.container(lease).runFor(60);
    await scene.database.db.delete(slaRules).where(eq(slaRules.window, "maintenance"));
    await plan({ from: scene.now.toISOString(), to: inHours(2), isEmergency: true });
    await keep();
    await stopAndBill(lease);
    expect(await creditMaintenance(scene.worker())).toBe(1);
    expect(await scene.database.db.$count(slaCredits)).toBe(0);
    const [touched] = await scene.database.db.select().from(maintenanceLeases);
    expect(touched).toMatchObject({ leaseId: lease.id, creditedAt: scene.now });
  });

  test("credits the share that a rule of the desk says", async () => {
    const { db } = scene.database;
    await db.delete(slaRules);
    const own = { name: "A tenth", window: "maintenance", allowedSeconds: 0, creditPercent: "10" } as const;
    await createSlaRule(scene.market.platform.ctx, { ...own, from: inHours(48).slice(0, 10) });
    await db.update(slaRules).set({ during: { from: new Date("2026-01-01T00:00:00Z"), to: null } });
    const lease = await scene.buyer.launch(1);
    await scene.container(lease).beat();
    await scene.container(lease).runFor(1_200);
    await plan({ from: scene.now.toISOString(), to: inHours(4), isEmergency: true }).then(keep);
    await stopAndBill(lease);
    await creditMaintenance(scene.worker());
    const expected = [{ leaseId: lease.id, creditMicros: (RETAIL_MICROS * 3n) / 10n }];
    expect(await db.select().from(slaCredits)).toMatchObject(expected);
  });

  test("ends early when its operator says so, and tells whom it stopped", async () => {
    const lease = await scene.buyer.launch(1);
    await scene.container(lease).beat();
    const { windowIds } = await emergency();
    await keep();
    await stopAndBill(lease);
    await endMaintenance(scene.market.operator.ctx, { windowId: windowIds[0]!, reason: "Done sooner" });
    expect(await codeOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }))).toBe("none");
    expect([await keep(), await keep()]).toEqual([1, 0]);
    const titles = (await mailsSent()).map(({ props }) => (props as { title: string }).title.split(" at ")[0]);
    expect(titles.sort()).toEqual(["Emergency maintenance", "Maintenance over"]);
  });

  test("ends what has not run yet without keeping anything or crediting it", async () => {
    const lease = await scene.buyer.launch(1);
    await emergency();
    await keep();
    await scene.market.report([{ ...scene.container(lease).seen(), ...EXITED }]);
    expect(["ended", "failed", "stopping"]).toContain((await scene.read(lease)).state);
    await scene.pass(120);
    await scene.tick();
    await creditMaintenance(scene.worker());
    expect(await scene.database.db.$count(slaCredits)).toBe(0);
  });
});
