import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorSightings, hostEvents, notices } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { createSite } from "./create-site";
import { h100s } from "./testing/agent";
import { createHardwareFleet } from "./testing/hardware";
import { REYKJAVIK } from "./testing/site";

let fleet: Awaited<ReturnType<typeof createHardwareFleet>>;

beforeAll(async () => {
  fleet = await createHardwareFleet();
});
afterAll(() => fleet.database.close());

async function rivalHost(count: number) {
  const rival = await createOperator(fleet.db);
  const { siteId } = await createSite(rival.ctx, { ...REYKJAVIK, name: "Rival hall" });
  return { rival, ...(await fleet.host(count, { ctx: rival.ctx, siteId })) };
}

test("whoever reports a serial number second is held, and the first is neither held nor noticed", async () => {
  const honest = await fleet.host(2);
  const { rival, ...liar } = await rivalHost(2);
  const [copied, own] = liar.accelerators;
  await fleet.report(liar.hostId, [{ ...copied!, serial: honest.accelerators[0]!.serial }, own!]);
  expect(await fleet.findings(liar.hostId)).toMatchObject([
    { kind: "duplicate_serial", state: "open", blocks: "accelerator", otherHostId: honest.hostId },
  ]);
  expect(await fleet.states(liar.hostId)).toEqual(["unavailable", "free"]);
  await fleet.report(honest.hostId, honest.accelerators);
  expect(await fleet.findings(honest.hostId)).toEqual([]);
  expect(await fleet.states(honest.hostId)).toEqual(["free", "free"]);
  const told = await fleet.db
    .select()
    .from(notices)
    .where(eq(notices.key, `hardware:${liar.hostId}`));
  expect(told.map(({ organizationId }) => organizationId).sort()).toEqual([null, rival.organizationId].sort());
  await fleet.report(liar.hostId, liar.accelerators);
  expect(await fleet.findings(liar.hostId)).toMatchObject([{ state: "resolved", clearedAt: expect.any(Date) }]);
  expect(await fleet.states(liar.hostId)).toEqual(["free", "free"]);
});

test("chips of one board may share its serial number, and placeholders are nobody's", async () => {
  const { hostId, accelerators } = await fleet.host(2);
  await fleet.report(
    hostId,
    accelerators.map((one) => ({ ...one, serial: "BOARD-7731" })),
  );
  const other = await fleet.host(1);
  const third = await fleet.host(1);
  for (const { hostId: id, accelerators: own } of [other, third])
    await fleet.report(
      id,
      own.map((one) => ({ ...one, serial: "0000000000000" })),
    );
  for (const id of [hostId, other.hostId, third.hostId]) expect(await fleet.findings(id)).toEqual([]);
});

test("a claimed UUID holds the host that claims it; the first goes on selling and is told once a day", async () => {
  const honest = await fleet.host(2);
  const { rival: _, ...liar } = await rivalHost(1);
  const claims = [...liar.accelerators, honest.accelerators[0]!];
  await fleet.report(liar.hostId, claims);
  await fleet.report(honest.hostId, honest.accelerators);
  expect(await fleet.findings(liar.hostId)).toMatchObject([{ kind: "uuid_claimed", blocks: "host", state: "open" }]);
  expect(await fleet.states(liar.hostId)).toEqual(["unavailable"]);
  expect(await fleet.states(honest.hostId)).toEqual(["free", "free"]);
  for (let i = 0; i < 3; i++) {
    await fleet.report(liar.hostId, liar.accelerators);
    expect(await fleet.states(liar.hostId)).toEqual(["free"]);
    await fleet.report(liar.hostId, claims);
  }
  expect(await fleet.findings(liar.hostId)).toMatchObject([{ state: "open", clearedAt: null }]);
  const told = (await fleet.events(honest.hostId)).filter((kind) => kind === "identity_claimed");
  expect(told).toHaveLength(1);
});

test("memory that does not fit the model is a finding until it does", async () => {
  const { hostId, accelerators } = await fleet.host(2);
  const [sliced, whole] = accelerators;
  await fleet.report(hostId, [{ ...sliced!, memoryMib: 40_960 }, whole!]);
  expect(await fleet.findings(hostId)).toMatchObject([
    { kind: "memory_mismatch", summary: expect.stringMatching(/has 40 GiB of memory; that model has 79\.6 GiB/) },
  ]);
  expect(await fleet.states(hostId)).toEqual(["unavailable", "free"]);
  await fleet.report(hostId, accelerators);
  expect(await fleet.findings(hostId)).toMatchObject([{ state: "resolved" }]);
  expect(await fleet.states(hostId)).toEqual(["free", "free"]);
});

test("a new driver is history and no finding, told once for the host", async () => {
  const { hostId, accelerators } = await fleet.host(2);
  const updated = accelerators.map((one) => ({ ...one, driverVersion: "560.28.03" }));
  for (let i = 0; i < 3; i++) await fleet.report(hostId, updated);
  expect(await fleet.findings(hostId)).toEqual([]);
  const seen = await fleet.db.select().from(acceleratorSightings).where(eq(acceleratorSightings.hostId, hostId));
  expect(seen.map(({ driverVersion, untilAt }) => [driverVersion, untilAt === null]).sort()).toEqual([
    ["550.90.07", false],
    ["550.90.07", false],
    ["560.28.03", true],
    ["560.28.03", true],
  ]);
  expect(await fleet.events(hostId)).toEqual(["enrolled", "checked", "driver_changed"]);
});

test("health, absence and return are an event each, once a change and not once a report", async () => {
  const { hostId, accelerators } = await fleet.host(2);
  const [first, second] = accelerators;
  const sick = { ...first!, health: "degraded" as const, healthReasons: ["ECC errors"] };
  for (let i = 0; i < 3; i++) await fleet.report(hostId, [sick, second!]);
  for (let i = 0; i < 3; i++) await fleet.report(hostId, [{ ...sick, health: "failed" }]);
  for (let i = 0; i < 3; i++) await fleet.report(hostId, accelerators);
  expect(await fleet.events(hostId)).toEqual([
    "enrolled",
    "checked",
    "accelerator_health",
    "accelerator_missing",
    "accelerator_health",
    "accelerator_returned",
    "accelerator_health",
  ]);
  const about = await fleet.db.select().from(hostEvents).where(eq(hostEvents.hostId, hostId));
  expect(
    about
      .filter(({ kind }) => !["enrolled", "checked"].includes(kind))
      .every(({ acceleratorId }) => acceleratorId !== null),
  ).toBe(true);
});

test("two hosts that show one serial number at the same moment: one of them is found, once", async () => {
  const [a, b] = [await fleet.host(0), await fleet.host(0)];
  const claim = (tag: string) => h100s(1, tag, { serial: "RACE-1" });
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => fleet.report(i % 2 ? a.hostId : b.hostId, claim(i % 2 ? a.tag : b.tag))),
  );
  const found = [...(await fleet.findings(a.hostId)), ...(await fleet.findings(b.hostId))];
  expect(found).toMatchObject([{ kind: "duplicate_serial", state: "open" }]);
});

test("two reports at once of one wrong memory make one finding", async () => {
  const { hostId, accelerators } = await fleet.host(1);
  const wrong = accelerators.map((one) => ({ ...one, memoryMib: 40_960 }));
  await Promise.all(Array.from({ length: 6 }, () => fleet.report(hostId, wrong)));
  expect(await fleet.findings(hostId)).toHaveLength(1);
  expect((await fleet.events(hostId)).filter((kind) => kind === "finding_opened")).toHaveLength(1);
});

test("accelerators that are older than this record enter it with their first report, and nothing happened to them", async () => {
  const { hostId, accelerators } = await fleet.host(2);
  await fleet.db.execute(sql`DELETE FROM accelerator_sightings WHERE host_id = ${hostId}`);
  await fleet.db.execute(sql`DELETE FROM accelerator_serials WHERE host_id = ${hostId}`);
  const updated = accelerators.map((one) => ({ ...one, driverVersion: "560.28.03" }));
  await fleet.report(hostId, updated, new Date(Date.now() + 60_000));
  const seen = await fleet.db.select().from(acceleratorSightings).where(eq(acceleratorSightings.hostId, hostId));
  expect(seen.map(({ driverVersion, untilAt }) => [driverVersion, untilAt])).toEqual([
    ["560.28.03", null],
    ["560.28.03", null],
  ]);
  expect(seen.every(({ fromAt }) => fromAt.getTime() < Date.now() + 30_000)).toBe(true);
  expect(await fleet.events(hostId)).toEqual(["enrolled", "checked"]);
  expect(await fleet.findings(hostId)).toEqual([]);
});

test("an unchanged report writes nothing of hardware, and asks as much for eight accelerators as for one", async () => {
  const asked = async (count: number) => {
    const { hostId, accelerators } = await fleet.host(count);
    await fleet.report(hostId, accelerators);
    const seen = () =>
      fleet.db.execute(sql`SELECT (SELECT count(*) FROM accelerator_sightings) AS sightings,
      (SELECT count(*) FROM accelerator_serials) AS serials, (SELECT count(*) FROM host_events) AS events`);
    const before = (await seen()).rows;
    const statements = await countStatements(() => fleet.report(hostId, accelerators));
    expect((await seen()).rows).toEqual(before);
    return statements;
  };
  const [one, eight] = [await asked(1), await asked(8)];
  expect(eight).toBe(one);
  expect(one).toBeLessThanOrEqual(7);
});

/** Statements that one transaction sends, `begin` and `commit` included. */
async function countStatements(run: () => Promise<unknown>): Promise<number> {
  const { pool } = fleet.database;
  let count = 0;
  const client = await pool.connect();
  const prototype = Object.getPrototypeOf(client) as { query: (...args: unknown[]) => unknown };
  client.release();
  const { query } = prototype;
  prototype.query = function counted(this: unknown, ...args: unknown[]) {
    count += 1;
    return query.apply(this, args);
  };
  try {
    await run();
  } finally {
    prototype.query = query;
  }
  return count;
}
