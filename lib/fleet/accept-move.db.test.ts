import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hosts } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { refusalOf } from "@/db/testing/refusal";
import { acceptMove } from "./accept-move";
import { createSite } from "./create-site";
import { decideFinding } from "./decide-finding";
import { listFindings } from "./finding-queries";
import { listAccelerators } from "./host-queries";
import { getPassport } from "./passport-queries";
import { createHardwareFleet } from "./testing/hardware";
import { REYKJAVIK } from "./testing/site";

let fleet: Awaited<ReturnType<typeof createHardwareFleet>>;

beforeAll(async () => {
  fleet = await createHardwareFleet();
});
afterAll(() => fleet.database.close());

const reason = "Moved by the technician on site.";
const accept = (findingId: string, by = fleet.platform) => acceptMove(by.ctx, { findingId, reason });

/** The first host's accelerator is reported by the second; by the first too, unless it was taken out. */
async function claim(isTakenOut: boolean, to?: Parameters<typeof fleet.host>[1]) {
  const first = await fleet.host(2);
  const second = await fleet.host(1, to);
  const [moving, staying] = first.accelerators;
  if (isTakenOut) await fleet.report(first.hostId, [staying!]);
  const claims = [...second.accelerators, { ...moving!, index: 1 }];
  await fleet.report(second.hostId, claims);
  const finding = (await listFindings(fleet.platform.ctx)).find(({ hostId }) => hostId === second.hostId)!;
  return { first, second, moving: moving!, staying: staying!, claims, finding };
}

test("an accelerator that was taken out of one host and put into another moves there with its history", async () => {
  const { first, second, moving, staying, claims, finding } = await claim(true);
  expect(finding).toMatchObject({ kind: "uuid_claimed", isMovable: true, otherHostId: first.hostId });
  const { acceleratorId } = await accept(finding.id);
  expect(finding.acceleratorId).toBe(acceleratorId);
  await fleet.report(second.hostId, claims);
  await fleet.report(first.hostId, [staying]);
  expect(await fleet.states(second.hostId)).toEqual(["free", "free"]);
  expect((await listAccelerators(fleet.operator.ctx, first.hostId)).map(({ uuid }) => uuid)).toEqual([staying.uuid]);
  const passport = await getPassport(fleet.operator.ctx, acceleratorId);
  expect(passport.identity).toMatchObject({ hostId: second.hostId, uuid: moving.uuid });
  expect(passport.sightings.map(({ hostId, untilAt }) => [hostId, untilAt === null])).toEqual([
    [second.hostId, true],
    [first.hostId, false],
  ]);
  const kinds = passport.incidents.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "accelerator_moved")).toHaveLength(2);
  expect(await fleet.findings(second.hostId)).toMatchObject([{ state: "accepted", reason }]);
  expect(await fleet.findings(first.hostId)).toEqual([]);
  expect((await refusalOf(accept(finding.id))).code).toBe("conflict");
  // Back where it was, the first host is now the one that claims it.
  await fleet.report(first.hostId, first.accelerators);
  expect(await fleet.findings(first.hostId)).toMatchObject([{ kind: "uuid_claimed", otherHostId: second.hostId }]);
});

test("what its host still reports does not move, nor is a claim accepted as it is", async () => {
  const { finding } = await claim(false);
  expect(finding.isMovable).toBe(false);
  expect((await refusalOf(accept(finding.id))).code).toBe("precondition_failed");
  const decision = { findingId: finding.id, decision: "accepted", reason } as const;
  expect((await refusalOf(decideFinding(fleet.platform.ctx, decision))).code).toBe("precondition_failed");
  expect((await refusalOf(accept(finding.id, fleet.operator))).code).toBe("forbidden");
  expect((await refusalOf(accept("hwf_nothing"))).code).toBe("not_found");
});

test("what a silent host had moves to the machine that was set up anew", async () => {
  const { first, second, claims, finding } = await claim(false);
  await fleet.db
    .update(hosts)
    .set({ lastSeenAt: new Date(Date.now() - 600_000) })
    .where(eq(hosts.id, first.hostId));
  expect((await listFindings(fleet.platform.ctx)).find(({ id }) => id === finding.id)?.isMovable).toBe(true);
  await accept(finding.id);
  await fleet.report(second.hostId, claims);
  expect(await fleet.states(second.hostId)).toEqual(["free", "free"]);
});

test("nothing moves from one operator to another, missing or not", async () => {
  const rival = await createOperator(fleet.db);
  const { siteId } = await createSite(rival.ctx, { ...REYKJAVIK, name: "Rival hall" });
  const { first, finding } = await claim(true, { ctx: rival.ctx, siteId });
  expect(finding.isMovable).toBe(false);
  expect((await refusalOf(accept(finding.id))).code).toBe("precondition_failed");
  await fleet.report(first.hostId, first.accelerators);
  expect(await fleet.states(first.hostId)).toEqual(["free", "free"]);
});
