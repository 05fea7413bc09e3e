import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { abuseFlags, auditEvents, mails, notices, offers, suspensions } from "@/db/schema";
import { createCustomer, createMember, type TestParty } from "@/db/testing/context";
import { createBuyer } from "@/db/testing/market";
import { refusalOf } from "@/db/testing/refusal";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { closeFlag } from "@/lib/compliance/close-flag";
import { declareOwner } from "@/lib/compliance/declare-owner";
import { flagOrganization } from "@/lib/compliance/flag-organization";
import { liftSuspension } from "@/lib/compliance/lift-suspension";
import { loadList } from "@/lib/compliance/load-list";
import { suspendOrganization } from "@/lib/compliance/suspend-organization";
import { encode, SDN_CSV } from "@/lib/compliance/testing/example-lists";
import { enforceSuspensions } from "./enforce-suspensions";
import { startInstance } from "./start-instance";
import { listStock } from "./stock-queries";

const START = new Date("2026-12-01T10:00:00Z");
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(START);
});
afterEach(() => scene.close());

const suspend = (party: TestParty, noticeMinutes: number, by = scene.market.platform) =>
  suspendOrganization(by.ctx, {
    organizationId: party.organizationId,
    reason: "Mining, which the terms exclude.",
    noticeMinutes,
  });
const lift = (party: TestParty, by = scene.market.platform) =>
  liftSuspension(by.ctx, { organizationId: party.organizationId, reason: "It was a misunderstanding." });
const enforce = () => enforceSuspensions(scene.worker());
const unitsInStock = async () => (await listStock(scene.buyer.ctx)).reduce((sum, row) => sum + row.availableUnits, 0);

describe("a customer", () => {
  test("starts nothing new at once, runs on for the notice, is stopped after it and billed to the stop exactly", async () => {
    const lease = await scene.buyer.launch(2);
    const container = scene.container(lease);
    await container.beat();
    await suspend(scene.buyer, 1);
    expect((await refusalOf(scene.buyer.launch(1))).code).toBe("precondition_failed");
    await container.runFor(55);
    expect(await enforce()).toBe(0);
    expect((await scene.read(lease)).state).toBe("running");
    await container.runFor(5);
    expect(await enforce()).toBe(1);
    const stopping = await scene.read(lease);
    expect(stopping).toMatchObject({ state: "stopping", endReason: "Stopped: the organization is suspended" });
    await container.runFor(4, 1);
    await container.beat(EXITED);
    await scene.pass(5);
    await container.beat(RETAINED);
    expect((await scene.read(lease)).state).toBe("stopped");
    expect(await enforce()).toBe(1);
    await scene.pass(3_600);
    await scene.tick();
    expect(await scene.chargedFor(lease)).toBe((RETAIL_MICROS * 2n * 64n) / 3_600n);
    expect((await refusalOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }))).code).toBe("forbidden");
    const [suspension] = await scene.database.db.select().from(suspensions);
    expect(suspension!.enforcedAt).not.toBeNull();
    expect(await enforce()).toBe(0);
    expect(await scene.findings()).toEqual([]);
  });

  test("is stopped once by three workers at once", async () => {
    const running = await Promise.all([scene.buyer.launch(1), scene.buyer.launch(2)]);
    await scene.market.report(running.map((lease) => scene.container(lease).seen()));
    await suspend(scene.buyer, 0);
    await Promise.all([enforce(), enforce(), enforce()]);
    for (const lease of running) {
      const stops = await scene.database.db.select().from(auditEvents).where(eq(auditEvents.targetId, lease.id));
      expect(stops.filter(({ action }) => action === "lease.stop")).toHaveLength(1);
      expect((await scene.read(lease)).state).toBe("stopping");
    }
    expect(await scene.findings()).toEqual([]);
  });

  test("is told once, with the time, and again when it is lifted; then it launches", async () => {
    await suspend(scene.buyer, 30);
    expect((await refusalOf(suspend(scene.buyer, 0))).code).toBe("conflict");
    const told = await scene.database.db.select().from(mails).where(eq(mails.template, "suspended"));
    expect(told.map(({ props }) => (props as { effectiveAt: string }).effectiveAt)).toEqual([
      "2026-12-01T10:30:00.000Z",
    ]);
    await lift(scene.buyer);
    const shown = await scene.database.db
      .select()
      .from(notices)
      .where(eq(notices.organizationId, scene.buyer.organizationId));
    expect(shown.filter(({ resolvedAt }) => resolvedAt === null).map(({ title }) => title)).toEqual([
      "Your organization is not suspended any more",
    ]);
    await scene.buyer.launch(1);
    await scene.pass(3_600);
    expect(await enforce()).toBe(0);
    expect((await refusalOf(lift(scene.buyer))).code).toBe("conflict");
    await suspend(scene.buyer, 0);
    expect((await refusalOf(scene.buyer.launch(1))).code).toBe("precondition_failed");
  });

  test("whose name is on a list is refused before any worker has screened it", async () => {
    await loadList(scene.market.platform.ctx, {
      format: "ofac-csv",
      file: { name: "sdn.csv", content: encode(SDN_CSV) },
    });
    await scene.buyer.launch(1);
    await declareOwner(scene.buyer.ctx, { name: "Quentin Zorvanov", country: "AQ", sharePercent: "60" });
    const refused = await refusalOf(scene.buyer.launch(1));
    expect(refused).toMatchObject({ code: "precondition_failed" });
    expect(refused.message).toContain("under review");
    expect(refused.message).not.toMatch(/sanction|denied|list/i);
  });
});

describe("an operator", () => {
  test("is out of stock at once, its offers are withdrawn after the notice, and what others run there goes on", async () => {
    const lease = await scene.buyer.launch(1);
    await scene.container(lease).beat();
    await suspend(scene.market.operator, 10);
    expect(await unitsInStock()).toBe(0);
    expect((await refusalOf(scene.buyer.launch(1))).code).toBe("insufficient_capacity");
    expect(await enforce()).toBe(0);
    await scene.pass(600);
    expect(await enforce()).toBeGreaterThan(0);
    const open = (await scene.database.db.select().from(offers)).filter(({ withdrawnAt }) => withdrawnAt === null);
    expect(open).toEqual([]);
    expect((await scene.read(lease)).endedAt).toBeNull();
    expect(await enforce()).toBe(0);
  });
});

describe("who may", () => {
  test("the desk's admins suspend and lift, customers and operators alone are suspended", async () => {
    const { platform, operator } = scene.market;
    for (const role of ["support", "operations", "finance"] as const) {
      const other = await createMember(scene.database.db, platform, role);
      expect((await refusalOf(suspend(scene.buyer, 0, other))).code).toBe("forbidden");
      expect((await refusalOf(lift(scene.buyer, other))).code).toBe("forbidden");
    }
    expect((await refusalOf(suspend(scene.buyer, 0, operator))).code).toBe("forbidden");
    expect((await refusalOf(suspend(platform, 0))).code).toBe("not_found");
    expect((await refusalOf(suspend({ organizationId: "org_none" } as TestParty, 0))).code).toBe("not_found");
  });

  test("flags are opened and closed by those who keep compliance, and are in no log of the flagged", async () => {
    const { platform } = scene.market;
    const input = {
      organizationId: scene.buyer.organizationId,
      kind: "crypto_mining" as const,
      note: "Full load for days.",
    };
    const { flagId } = await flagOrganization(platform.ctx, input);
    const support = await createMember(scene.database.db, platform, "support");
    for (const other of [scene.buyer, support]) {
      expect((await refusalOf(flagOrganization(other.ctx, input))).code).toBe("forbidden");
      expect((await refusalOf(closeFlag(other.ctx, { flagId, reason: "nothing" }))).code).toBe("forbidden");
    }
    await closeFlag(platform.ctx, { flagId, reason: "A training run." });
    expect((await refusalOf(closeFlag(platform.ctx, { flagId, reason: "again" }))).code).toBe("conflict");
    expect((await scene.database.db.select().from(abuseFlags))[0]).toMatchObject({ closeNote: "A training run." });
    const log = await scene.database.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, scene.buyer.organizationId));
    expect(log.filter(({ action }) => action.includes("flag"))).toEqual([]);
  });
});

test("one customer's suspension is nobody else's", async () => {
  const other = await createBuyer(scene.market);
  await createCustomer(scene.database.db);
  await suspend(scene.buyer, 0);
  const lease = await other.launch(1);
  await enforce();
  expect((await scene.read(lease)).state).toBe("provisioning");
});
