import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorFindings, auditEvents, hostEvents, notices } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createMarket, type Market } from "@/db/testing/market";
import { getPassport } from "@/lib/fleet/passport-queries";
import { batchOf, sample } from "../testing/telemetry";
import { askClearing } from "./ask-clearing";
import { clearFinding } from "./clear-finding";
import { listTelemetryFindings } from "./finding-queries";
import { recordTelemetry } from "./record-telemetry";

let database: TestDatabase;
let market: Market;
let other: Market;
let batch = 0;
let now = new Date(Math.floor(Date.now() / 60_000) * 60_000);

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
  other = await createMarket(database.db);
});
afterAll(() => database.close());

const desk = () => ({ ...testContext(database.db, market.platform.actor), now });
const show = async (index: number, ...samples: Parameters<typeof sample>[0][]) => {
  now = new Date(now.getTime() + 600_000);
  await setTestClock(database.db, now);
  const told = samples.map((change, place) => sample({ ageMs: (samples.length - 1 - place) * 10_000, ...change }));
  await recordTelemetry(market.host, batchOf(++batch, { [market.accelerators[index]!.uuid]: told }));
};
const open = async () => {
  const rows = await database.db.select().from(acceleratorFindings).where(isNull(acceleratorFindings.clearedAt));
  return rows.map(({ id, kind, value }) => ({ id, kind, value }));
};
const clear = async (reason = "Reseated and tested.") => {
  const [finding] = await open();
  await clearFinding(desk(), { findingId: finding!.id, reason });
  return finding!.id;
};

test("what the desk clears is for sale again, though its counter stands, and one more error is found again", async () => {
  await show(0, { eccUncorrected: 2 });
  expect(await open()).toMatchObject([{ kind: "ecc", value: 2 }]);
  const findingId = await clear();
  await show(0, { eccUncorrected: 2 });
  expect(await open()).toEqual([]);
  await show(0, { eccUncorrected: 3 });
  expect(await open()).toMatchObject([{ kind: "ecc", value: 3 }]);
  const [event] = await database.db
    .select()
    .from(hostEvents)
    .where(and(eq(hostEvents.kind, "finding_cleared"), eq(hostEvents.reason, "Reseated and tested.")));
  expect(event).toMatchObject({
    hostId: market.hostId,
    actorType: "user",
    details: { findingId, kind: "ecc", value: 2 },
  });
  const [audited] = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.action, "accelerator_finding.clear"));
  expect(audited).toMatchObject({ targetId: findingId, organizationId: market.operator.organizationId });
  await clear();
});

test("after a reset the same count is a new one, and is found again", async () => {
  await show(0, { eccUncorrected: 3 });
  expect(await open()).toEqual([]);
  await show(0, { eccUncorrected: 0 });
  await show(0, { eccUncorrected: 3 });
  expect(await open()).toMatchObject([{ kind: "ecc", value: 3 }]);
  await show(0, { eccUncorrected: 0 });
});

test("an Xid that stays in the kernel's log is not found again; the same one logged later is, and another one", async () => {
  await show(1, { xid: 94, xidAgeMs: 1_000 });
  await clear();
  await show(1, { xid: 94, xidAgeMs: 601_000 });
  expect(await open()).toEqual([]);
  await show(1, { xid: 94, xidAgeMs: 60_000 });
  expect(await open()).toMatchObject([{ kind: "xid", value: 94 }]);
  await clear();
  await show(1, { xid: 94 });
  expect(await open()).toEqual([]);
  await show(1, { xid: 79 });
  expect(await open()).toMatchObject([{ kind: "xid", value: 79 }]);
  await show(1, { xid: 0 });
});

test("heat that was cleared by hand and lasts is found again", async () => {
  const hot = () => Array.from({ length: 30 }, () => ({ temperatureC: 95 }));
  await show(2, ...hot());
  await clear();
  await show(2, ...hot());
  expect(await open()).toMatchObject([{ kind: "temperature" }]);
  await clear();
});

test("an operator asks once, with what was done; the desk sees it first, and clearing ends its notice", async () => {
  await show(3, { xid: 79 });
  await show(4, { xid: 79 });
  const [, asked] = (await open()).sort((a, b) => a.id.localeCompare(b.id));
  await askClearing({ ...market.operator.ctx, now }, { findingId: asked!.id, reason: "Board replaced." });
  await expect(
    askClearing({ ...market.operator.ctx, now }, { findingId: asked!.id, reason: "Again." }),
  ).rejects.toMatchObject({ code: "conflict" });
  const notice = async () => {
    const byKey = eq(notices.key, `clearing:${asked!.id}`);
    return (await database.db.select().from(notices).where(byKey))[0];
  };
  expect(await notice()).toMatchObject({
    organizationId: null,
    endedAt: null,
    body: expect.stringContaining("Board replaced."),
  });
  const [first] = await listTelemetryFindings(desk());
  expect(first).toMatchObject({ id: asked!.id, askedBecause: "Board replaced.", clearedAt: null });
  const acceleratorId = first!.acceleratorId;
  await clearFinding(desk(), { findingId: asked!.id, reason: "Tested." });
  expect((await notice())?.endedAt).not.toBeNull();
  const { telemetryFindings } = await getPassport({ ...market.operator.ctx, now }, acceleratorId);
  expect(telemetryFindings).toMatchObject([{ isClearedByHand: true, clearedBecause: "Tested." }]);
  await expect(clearFinding(desk(), { findingId: asked!.id, reason: "Tested." })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a finding on another operator's host does not exist, and only the desk clears", async () => {
  const [finding] = await open();
  const input = { findingId: finding!.id, reason: "It is well." };
  await expect(askClearing({ ...other.operator.ctx, now }, input)).rejects.toMatchObject({ code: "not_found" });
  await expect(clearFinding({ ...market.operator.ctx, now }, input)).rejects.toMatchObject({ code: "forbidden" });
  expect(await open()).toHaveLength(1);
});
