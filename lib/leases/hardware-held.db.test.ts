import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hardwareFindings } from "@/db/schema";
import { createMember, createOperator } from "@/db/testing/context";
import { refusalOf } from "@/db/testing/refusal";
import { Scene } from "@/db/testing/scene";
import type { AcceleratorReport, HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import { acceptMove } from "@/lib/fleet/accept-move";
import { decideFinding } from "@/lib/fleet/decide-finding";
import { listFindings, listHostFindings } from "@/lib/fleet/finding-queries";
import { listInventory } from "@/lib/fleet/inventory-queries";
import { listOffers } from "@/lib/fleet/offer-queries";
import { getPassport } from "@/lib/fleet/passport-queries";
import { agentReport, h100s, hostFacts } from "@/lib/fleet/testing/agent";
import { enrolTestHost } from "@/lib/fleet/testing/site";
import { applyReport } from "./apply-report";
import { listStock } from "./stock-queries";

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(() => scene.close());

interface Seen {
  accelerators?: AcceleratorReport[];
  facts?: Partial<HostFacts>;
  instances?: Partial<InstanceReport>[];
}

const RUNNING = { incarnation: 1, phase: "reachable", startedAt: null, endedAgoMs: null, exitCode: null, reason: null };

/** What the market's host says of its hardware now. */
async function say({ accelerators = scene.market.accelerators, facts, instances = [] }: Seen): Promise<void> {
  const full = instances.map((one) => ({ ...RUNNING, sshPort: 32_768, ...one }) as InstanceReport);
  const report = { sentAt: scene.now.toISOString(), facts: hostFacts(facts), accelerators, instances: full };
  await applyReport(scene.market.host, agentReport(report));
}

/** Of SKUs of one accelerator. */
const unitsForSale = async () =>
  (await listStock(scene.buyer.ctx)).find(({ skuId }) => skuId === scene.market.sku[1])?.availableUnits ?? 0;
const found = () =>
  scene.database.db.select().from(hardwareFindings).where(eq(hardwareFindings.hostId, scene.market.hostId));
const offer = async () =>
  (await listOffers(scene.market.operator.ctx)).find(({ acceleratorCount }) => acceleratorCount === 1)!;

test("an accelerator that is found not to fit is out of stock, its offer says why, and both end with it", async () => {
  const all = scene.market.accelerators;
  expect(await unitsForSale()).toBe(8);
  await say({ accelerators: [{ ...all[0]!, memoryMib: 40_960 }, ...all.slice(1)] });
  expect(await unitsForSale()).toBe(7);
  expect((await offer()).heldBack).toMatchObject({
    accelerators: 1,
    of: 8,
    reasons: [expect.stringContaining("40 GiB")],
  });
  const inventory = await listInventory(scene.market.operator.ctx);
  expect(inventory.filter(({ heldBackBecause }) => heldBackBecause !== null)).toHaveLength(1);
  await say({ accelerators: all.map((one) => ({ ...one, memoryMib: 40_960 })) });
  expect(await unitsForSale()).toBe(0);
  expect((await offer()).heldBack).toMatchObject({ accelerators: 8, of: 8 });
  await say({});
  expect(await unitsForSale()).toBe(8);
  expect((await offer()).heldBack).toBeNull();
  expect(await scene.findings()).toEqual([]);
});

test("hardware that changes under a lease is found; what runs goes on and is billed", async () => {
  const all = scene.market.accelerators;
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  await scene.pass(5);
  const swapped = [...all.slice(0, 6), { ...all[6]!, serial: "16501-OTHER" }, ...h100s(1, "fresh", { index: 7 })];
  await say({ accelerators: swapped, instances: [container.seen()] });
  expect((await found()).map(({ kind, subject, state }) => [kind, subject.split(":")[0], state]).sort()).toEqual([
    ["hardware_changed", "gone", "open"],
    ["hardware_changed", "new", "open"],
    ["hardware_changed", "replaced", "open"],
  ]);
  expect(await unitsForSale()).toBe(5);
  expect((await scene.read(lease)).state).toBe("running");
  await scene.pass(5);
  await say({ accelerators: [...swapped, all[7]!], instances: [container.seen()] });
  const still = (await found()).filter(({ clearedAt }) => clearedAt === null);
  expect(still.map(({ subject }) => subject.split(":")[0]).sort()).toEqual(["new", "replaced"]);
  for (const { id } of still)
    await decideFinding(scene.market.platform.ctx, {
      findingId: id,
      decision: "accepted",
      reason: "Swapped by arrangement.",
    });
  await scene.pass(5);
  await say({ accelerators: [...swapped, all[7]!], instances: [container.seen()] });
  expect(await unitsForSale()).toBe(8);
  await scene.tick();
  expect(await scene.findings()).toEqual([]);
});

test("a machine that loses half its memory under a lease sells nothing more until it is back", async () => {
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  const instances = [container.seen()];
  await say({ facts: { memoryMib: 1_048_576 }, instances });
  expect(await found()).toMatchObject([{ kind: "hardware_changed", blocks: "host", acceleratorId: null }]);
  expect(await unitsForSale()).toBe(0);
  expect((await refusalOf(scene.buyer.launch(1))).code).toBe("insufficient_capacity");
  await say({ facts: { memoryMib: 1_048_576 }, instances });
  expect(await found()).toMatchObject([{ state: "open" }]);
  await say({ instances });
  expect(await found()).toMatchObject([{ state: "resolved" }]);
  expect(await unitsForSale()).toBe(7);
  expect((await scene.read(lease)).state).toBe("running");
  expect(await scene.findings()).toEqual([]);
});

test("an accelerator that a lease holds moves nowhere, though its host misses it", async () => {
  const { operator, platform, siteId, accelerators } = scene.market;
  await scene.buyer.launch(8);
  await say({ accelerators: accelerators.slice(1) });
  await enrolTestHost(operator.ctx, { siteId, hostName: "gpu-other", accelerators: accelerators.slice(0, 1) });
  const claim = (await listFindings(platform.ctx)).find(({ kind }) => kind === "uuid_claimed");
  expect(claim?.isMovable).toBe(false);
  const refused = await refusalOf(acceptMove(platform.ctx, { findingId: claim!.id, reason: "It was moved." }));
  expect(refused.message).toContain("lease");
});

test("without a lease a host may change what it has", async () => {
  await say({ facts: { memoryMib: 1_048_576 }, accelerators: scene.market.accelerators.slice(0, 4) });
  expect(await found()).toEqual([]);
  expect(await unitsForSale()).toBe(4);
});

test("the desk alone decides, with a reason, and an upheld finding outlasts its cause", async () => {
  const { platform, operator, accelerators } = scene.market;
  const wrong = accelerators.map((one, at) => (at === 0 ? { ...one, memoryMib: 40_960 } : one));
  await say({ accelerators: wrong });
  const [finding] = await listFindings(platform.ctx);
  const decide = (by: typeof platform, decision: "accepted" | "rejected", reason = "Seen on the label.") =>
    decideFinding(by.ctx, { findingId: finding!.id, decision, reason });
  const support = await createMember(scene.database.db, platform, "support");
  for (const by of [operator, support]) expect((await refusalOf(decide(by, "accepted"))).code).toBe("forbidden");
  expect((await refusalOf(decide(platform, "accepted", "x"))).options.fields).toHaveProperty("reason");
  await decide(platform, "rejected");
  expect((await refusalOf(decide(platform, "rejected"))).code).toBe("conflict");
  await say({});
  expect(await unitsForSale()).toBe(7);
  await decide(platform, "accepted");
  expect(await unitsForSale()).toBe(8);
  await say({});
  expect((await refusalOf(decide(platform, "rejected"))).code).toBe("conflict");
});

test("a passport is its operator's and the desk's, and says where it was, what happened and what it served", async () => {
  const { operator, platform } = scene.market;
  const lease = await scene.buyer.launch(8);
  const container = scene.container(lease);
  await container.beat();
  await scene.pass(3_600);
  await container.beat();
  const [first] = await listInventory({ ...operator.ctx, now: scene.now });
  const passport = await getPassport({ ...operator.ctx, now: scene.now }, first!.id);
  expect(passport.identity).toMatchObject({ leaseCount: 1, state: "leased", serial: first!.serial });
  expect(passport.identity.heldSeconds).toBeGreaterThanOrEqual(3_600);
  expect(passport.sightings).toMatchObject([
    { hostId: scene.market.hostId, driverVersion: "550.90.07", untilAt: null },
  ]);
  expect((await getPassport(platform.ctx, first!.id)).identity.id).toBe(first!.id);
  const other = await createOperator(scene.database.db);
  expect((await refusalOf(getPassport(other.ctx, first!.id))).code).toBe("not_found");
  expect((await refusalOf(getPassport(scene.buyer.ctx, first!.id))).code).toBe("forbidden");
  expect((await refusalOf(listFindings(operator.ctx))).code).toBe("forbidden");
  expect(await listInventory(other.ctx)).toEqual([]);
  expect(await listHostFindings(other.ctx, scene.market.hostId)).toEqual([]);
});
