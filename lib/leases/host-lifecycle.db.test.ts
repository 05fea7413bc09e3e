import { and, eq, isNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { auditEvents, hostEvents, hosts, leases, notices } from "@/db/schema";
import { createMember, createOperator, type TestParty } from "@/db/testing/context";
import { codeOf, refusalOf } from "@/db/testing/refusal";
import { EXITED, RETAINED, Scene } from "@/db/testing/scene";
import { authenticateAgent } from "@/lib/fleet/authenticate-agent";
import { cordonHost } from "@/lib/fleet/cordon-host";
import { drainHost } from "@/lib/fleet/drain-host";
import { getHost, listAccelerators } from "@/lib/fleet/host-queries";
import { keepLifecycle } from "@/lib/fleet/keep-lifecycle";
import { getFleetOverview } from "@/lib/fleet/overview-queries";
import { resumeHost } from "@/lib/fleet/resume-host";
import { retireHost } from "@/lib/fleet/retire-host";
import { listSites } from "@/lib/fleet/site-queries";
import { TestAgent } from "@/lib/fleet/testing/agent";
import { uncordonHost } from "@/lib/fleet/uncordon-host";
import { closeLease } from "./close-lease";
import { startInstance } from "./start-instance";
import { listStock } from "./stock-queries";
import { stopInstance } from "./stop-instance";
import { watchLeases } from "./watch-leases";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(async () => {
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});

const ask = (reason = "A fan is loud") => ({ hostId: scene.market.hostId, reason });
const stateNow = async (party: TestParty = scene.market.operator) =>
  (await getHost({ ...party.ctx, now: scene.now }, scene.market.hostId)).state;
const unitsInStock = async () => (await listStock(scene.buyer.ctx)).reduce((sum, row) => sum + row.availableUnits, 0);
const openNotices = () =>
  scene.database.db
    .select()
    .from(notices)
    .where(and(eq(notices.key, `cordon:${scene.market.hostId}`), isNull(notices.endedAt)));
/** The first so many of its accelerators have failed by its next report, and the others are healthy. */
async function fail(count: number) {
  for (const [at, one] of scene.market.accelerators.entries()) one.health = at < count ? "failed" : "healthy";
  await scene.market.report([]);
}
const keep = () => keepLifecycle(scene.worker());
const kinds = async () =>
  (
    await scene.database.db
      .select({ kind: hostEvents.kind })
      .from(hostEvents)
      .where(eq(hostEvents.hostId, scene.market.hostId))
      .orderBy(hostEvents.at, hostEvents.id)
  ).map(({ kind }) => kind);

test("a host is ready with the report that passes its checks, and in use once something runs there", async () => {
  expect(await kinds()).toEqual(["enrolled", "checked"]);
  expect(await stateNow()).toBe("ready");
  await scene.buyer.launch(1);
  expect(await stateNow()).toBe("in use");
});

test("a host whose report lacks an engine is not sold until one passes", async () => {
  await scene.database.db.update(hosts).set({ checkedAt: null });
  await scene.market.report([], { engine: null });
  expect([await stateNow(), await unitsInStock()]).toEqual(["enrolled", 0]);
  await scene.market.report([]);
  expect(await stateNow()).toBe("ready");
  expect(await unitsInStock()).toBeGreaterThan(0);
});

describe("a drained host", () => {
  test("takes nothing new, lets what runs run, says when it is empty, and comes back", async () => {
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    expect(await drainHost(scene.market.operator.ctx, ask())).toEqual({ runningLeases: 1 });
    expect([await stateNow(), await unitsInStock(), await keep()]).toEqual(["draining", 0, 0]);
    expect((await refusalOf(scene.buyer.launch(1))).code).toBe("insufficient_capacity");
    const tiles = await listAccelerators({ ...scene.market.operator.ctx, now: scene.now }, scene.market.hostId);
    expect(new Set(tiles.map(({ state }) => state))).toEqual(new Set(["leased", "unavailable"]));
    await closeLease(scene.buyer.ctx, { leaseId: lease.id });
    await container.beat(EXITED);
    expect([await keep(), await keep(), await stateNow()]).toEqual([1, 0, "drained"]);
    expect(await codeOf(drainHost(scene.market.operator.ctx, ask()))).toBe("precondition_failed");
    await resumeHost(scene.market.operator.ctx, ask("The fan is new"));
    expect([await stateNow(), await codeOf(scene.buyer.launch(1))]).toEqual(["ready", "none"]);
    expect(await kinds()).toEqual(["enrolled", "checked", "drain_asked", "drained", "resumed"]);
  });

  test("starts no stopped instance again, which is told why and keeps its data", async () => {
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
    await container.beat(EXITED);
    await container.beat(RETAINED);
    await drainHost(scene.market.operator.ctx, ask());
    const refusal = await refusalOf(startInstance(scene.buyer.ctx, { leaseId: lease.id }));
    expect(refusal).toMatchObject({
      code: "insufficient_capacity",
      message: expect.stringContaining("takes no instances"),
    });
    expect((await scene.read(lease)).state).toBe("stopped");
  });

  test("gets no launch after the drain is through, however they race", async () => {
    const launches = Array.from({ length: 6 }, () => codeOf(scene.buyer.launch(1)));
    await drainHost(scene.market.operator.ctx, ask());
    const placedBefore = await scene.database.db.$count(leases);
    const codes = await Promise.all(launches);
    expect(codes.filter((code) => code === "none").length).toBe(await scene.database.db.$count(leases));
    expect(await scene.database.db.$count(leases)).toBe(placedBefore);
  });
});

describe("a cordon", () => {
  test("is put on by the operator's people or the desk, on any host, and taken off by either", async () => {
    const { operator, platform } = scene.market;
    await cordonHost(platform.ctx, ask("Reports do not add up"));
    expect([await stateNow(), await unitsInStock()]).toEqual(["cordoned", 0]);
    expect(await openNotices()).toMatchObject([{ body: expect.stringContaining("Reports do not add up") }]);
    expect(await codeOf(cordonHost(operator.ctx, ask()))).toBe("precondition_failed");
    await uncordonHost(operator.ctx, ask("Looked at it"));
    expect(await openNotices()).toEqual([]);
    expect(await stateNow()).toBe("ready");
    const logged = await scene.database.db.select().from(auditEvents).where(eq(auditEvents.action, "host.cordon"));
    expect(logged).toMatchObject([{ organizationId: operator.organizationId, targetId: scene.market.hostId }]);
  });

  test("comes by itself once half has failed, once by three workers, and goes after ten healthy minutes", async () => {
    await fail(4);
    await Promise.all([keep(), keep(), keep()]);
    expect([await stateNow(), await unitsInStock()]).toEqual(["cordoned", 0]);
    expect((await kinds()).filter((kind) => kind === "cordoned")).toHaveLength(1);
    await fail(0);
    await keep();
    await scene.pass(599);
    await scene.market.report([]);
    await keep();
    expect(await stateNow()).toBe("cordoned");
    await scene.pass(1);
    await scene.market.report([]);
    await Promise.all([keep(), keep()]);
    expect(await stateNow()).toBe("ready");
    expect((await kinds()).filter((kind) => kind === "uncordoned")).toHaveLength(1);
  });

  test("for health begins its ten minutes anew after a relapse, and one by a person stays", async () => {
    await fail(4);
    await keep();
    for (const failed of [0, 4, 0]) {
      await fail(failed);
      await keep();
      await scene.pass(400);
    }
    await scene.market.report([]);
    await keep();
    expect(await stateNow()).toBe("cordoned");
    await uncordonHost(scene.market.operator.ctx, ask("The card is new"));
    await cordonHost(scene.market.operator.ctx, ask());
    await scene.pass(3_600);
    await scene.market.report([]);
    await keep();
    expect(await stateNow()).toBe("cordoned");
  });

  test("is not put back for a failure that a person knew of", async () => {
    await fail(4);
    await keep();
    await uncordonHost(scene.market.operator.ctx, ask("Four of eight are fine"));
    await keep();
    expect(await stateNow()).toBe("ready");
    await fail(5);
    await keep();
    expect(await stateNow()).toBe("cordoned");
  });

  test("comes with the third start that fails within an hour", async () => {
    for (const index of [1, 2, 3]) {
      const lease = await scene.buyer.launch(1);
      await scene.database.db
        .update(leases)
        .set({ bootDeadlineAt: new Date(scene.now.getTime() - 1_000) })
        .where(eq(leases.id, lease.id));
      await watchLeases(scene.worker());
      expect((await scene.read(lease)).state).toBe("failed");
      await keep();
      expect(await stateNow()).toBe(index < 3 ? "ready" : "cordoned");
    }
    await uncordonHost(scene.market.operator.ctx, ask("The disk is empty again"));
    await keep();
    expect(await stateNow()).toBe("ready");
  });
});

describe("a host", () => {
  test("is retired only without instances, by its owner with a fresh factor, for good and with its key", async () => {
    const { operator, hostId } = scene.market;
    const lease = await scene.buyer.launch(1);
    const refusal = await refusalOf(retireHost(operator.ctx, ask()));
    expect(refusal).toMatchObject({ code: "precondition_failed", message: expect.stringContaining("1 instance") });
    await closeLease(scene.buyer.ctx, { leaseId: lease.id });
    await scene.container(lease).beat(EXITED);
    const stale = { ...operator.ctx, actor: { ...operator.actor, hasFreshFactor: false } };
    expect(await codeOf(retireHost(stale, ask()))).toBe("second_factor_required");
    const agent = new TestAgent();
    await scene.database.db.update(hosts).set({ publicKey: agent.publicKey }).where(eq(hosts.id, hostId));
    const parts = agent.parts(hostId, { timestamp: scene.now.toISOString() });
    await authenticateAgent(scene.worker(), parts, agent.signParts(parts));
    await retireHost(operator.ctx, ask("Sold"));
    expect([await stateNow(), await unitsInStock()]).toEqual(["retired", 0]);
    const fleet = await getFleetOverview({ ...operator.ctx, now: scene.now });
    expect([fleet.hostCount, fleet.byModel, fleet.hostsNeedingAttention]).toEqual([0, [], []]);
    expect(await listSites(operator.ctx)).toMatchObject([
      { hostCount: 0, accelerators: { offline: 0, unavailable: 0 } },
    ]);
    const next = agent.parts(hostId, { timestamp: scene.now.toISOString() });
    expect(await codeOf(authenticateAgent(scene.worker(), next, agent.signParts(next)))).toBe("forbidden");
    for (const verb of [drainHost, resumeHost, cordonHost, uncordonHost, retireHost])
      expect(await codeOf(verb(operator.ctx, ask()))).toBe("precondition_failed");
  });

  test("of another operator does not exist, and roles decide what is done to one's own", async () => {
    const other = await createOperator(scene.database.db);
    const finance = await createMember(scene.database.db, scene.market.operator, "finance");
    const technician = await createMember(scene.database.db, scene.market.operator, "technician");
    const support = await createMember(scene.database.db, scene.market.platform, "support");
    for (const verb of [drainHost, resumeHost, cordonHost, uncordonHost, retireHost]) {
      expect(await codeOf(verb(other.ctx, ask()))).toBe("not_found");
      for (const party of [finance, support, scene.buyer])
        expect(await codeOf(verb(party.ctx, ask()))).toBe("forbidden");
    }
    expect(await codeOf(drainHost(scene.market.platform.ctx, ask()))).toBe("forbidden");
    expect(await codeOf(retireHost(technician.ctx, ask()))).toBe("forbidden");
    expect(await codeOf(drainHost(technician.ctx, ask()))).toBe("none");
    expect(await codeOf(cordonHost(technician.ctx, ask("  ")))).toBe("invalid_input");
  });
});
