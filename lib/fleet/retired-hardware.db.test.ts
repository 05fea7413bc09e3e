import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hosts, notices } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { createSite } from "./create-site";
import { decideFinding } from "./decide-finding";
import { listFindings } from "./finding-queries";
import { listAccelerators } from "./host-queries";
import { keepLifecycle } from "./keep-lifecycle";
import { getPassport } from "./passport-queries";
import { retireHost } from "./retire-host";
import { createHardwareFleet } from "./testing/hardware";
import { REYKJAVIK } from "./testing/site";

let fleet: Awaited<ReturnType<typeof createHardwareFleet>>;

beforeAll(async () => {
  fleet = await createHardwareFleet();
});
afterAll(() => fleet.database.close());

const retire = (hostId: string) => retireHost(fleet.operator.ctx, { hostId, reason: "Its board is dead." });

test("what a retired host had is the next host's of the operator that reports it, with its past and without a finding", async () => {
  const old = await fleet.host(2);
  const [first] = await listAccelerators(fleet.operator.ctx, old.hostId);
  await retire(old.hostId);
  expect(await fleet.states(old.hostId)).not.toContain("free");
  const next = await fleet.host(1);
  const moved = old.accelerators.map((one) => ({ ...one, index: one.index + 1, pciAddress: "0000:c1:00.0" }));
  await fleet.report(next.hostId, [...next.accelerators, ...moved]);
  expect(await fleet.findings(next.hostId)).toEqual([]);
  expect(await fleet.states(next.hostId)).toEqual(["free", "free", "free"]);
  expect(await listAccelerators(fleet.operator.ctx, old.hostId)).toEqual([]);
  const passport = await getPassport(fleet.operator.ctx, first!.id);
  expect(passport.identity).toMatchObject({ hostId: next.hostId, uuid: first!.uuid });
  expect(passport.sightings.map(({ hostId, untilAt }) => [hostId, untilAt === null])).toEqual([
    [next.hostId, true],
    [old.hostId, false],
  ]);
  expect(passport.incidents.filter(({ kind }) => kind === "accelerator_moved")).toHaveLength(2);
});

test("a claim of before ends with the retirement of the host that had it", async () => {
  const old = await fleet.host(1);
  const next = await fleet.host(1);
  const all = [...next.accelerators, { ...old.accelerators[0]!, index: 1 }];
  await fleet.report(next.hostId, all);
  expect(await fleet.findings(next.hostId)).toMatchObject([{ kind: "uuid_claimed", state: "open" }]);
  await fleet.db.update(hosts).set({ recordedPrint: "what it says" }).where(eq(hosts.id, next.hostId));
  await retire(old.hostId);
  const [claimant] = await fleet.db.select().from(hosts).where(eq(hosts.id, next.hostId));
  expect(claimant!.recordedPrint).toBeNull();
  await fleet.report(next.hostId, all);
  expect(await fleet.findings(next.hostId)).toMatchObject([{ state: "resolved" }]);
  expect(await fleet.states(next.hostId)).toEqual(["free", "free"]);
});

test("another operator's host that reports what a retired one had is held for it", async () => {
  const old = await fleet.host(1);
  await retire(old.hostId);
  const rival = await createOperator(fleet.db);
  const { siteId } = await createSite(rival.ctx, { ...REYKJAVIK, name: "Rival hall" });
  const liar = await fleet.host(1, { ctx: rival.ctx, siteId });
  await fleet.report(liar.hostId, [...liar.accelerators, { ...old.accelerators[0]!, index: 1 }]);
  expect(await fleet.findings(liar.hostId)).toMatchObject([{ kind: "uuid_claimed", otherHostId: old.hostId }]);
  expect(await fleet.states(liar.hostId)).toEqual(["unavailable"]);
  expect(await listAccelerators(fleet.operator.ctx, old.hostId)).toHaveLength(1);
});

test("what the desk has upheld does not come back into sale by way of another host", async () => {
  const old = await fleet.host(1);
  const wrong = old.accelerators.map((one) => ({ ...one, memoryMib: 40_960 }));
  await fleet.report(old.hostId, wrong);
  const finding = (await listFindings(fleet.platform.ctx)).find(({ hostId }) => hostId === old.hostId)!;
  await decideFinding(fleet.platform.ctx, {
    findingId: finding.id,
    decision: "rejected",
    reason: "Seen on the label.",
  });
  await retire(old.hostId);
  const next = await fleet.host(1);
  await fleet.report(next.hostId, [...next.accelerators, { ...old.accelerators[0]!, index: 1 }]);
  expect(await fleet.findings(next.hostId)).toMatchObject([{ kind: "uuid_claimed", state: "open" }]);
});

test("an accelerator that was cordoned is so no more with its host, and is judged anew where it goes", async () => {
  const old = await fleet.host(4);
  const system = { ...fleet.platform.ctx, actor: { type: "system", name: "test" } } as const;
  const failed = old.accelerators.map((one) => (one.index === 0 ? { ...one, health: "failed" as const } : one));
  await fleet.report(old.hostId, failed);
  await keepLifecycle(system);
  const [first] = await listAccelerators(fleet.operator.ctx, old.hostId);
  const told = () =>
    fleet.db
      .select()
      .from(notices)
      .where(eq(notices.key, `cordon:${first!.id}`));
  expect(await told()).toMatchObject([{ endedAt: null }]);
  await retire(old.hostId);
  expect(await told()).toMatchObject([{ endedAt: expect.any(Date) }]);
  const next = await fleet.host(2);
  await fleet.report(next.hostId, [...next.accelerators, { ...failed[0]!, index: 2 }]);
  await keepLifecycle(system);
  expect(await told()).toHaveLength(2);
  expect(await fleet.states(next.hostId)).toEqual(["free", "free", "unavailable"]);
});
