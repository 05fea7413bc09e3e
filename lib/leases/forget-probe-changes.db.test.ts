import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { probeChanges } from "@/db/schema";
import { installTestClock } from "@/db/testing/clock";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket } from "@/db/testing/market";
import { FORGOTTEN_AT_ONCE, forgetProbeChanges } from "./forget-probe-changes";

const now = new Date("2026-06-01T12:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const buyer = await createBuyer(await createMarket(database.db));
  const { id: leaseId } = await buyer.launch(1);
  await installTestClock(database.db, now);
  const change = (id: string, at: Date) => ({ id, leaseId, probe: "oslo", at, answers: true });
  const old = Array.from({ length: FORGOTTEN_AT_ONCE + 5 }, (_, i) => change(`pch_old_${i}`, ago(401)));
  await database.db.insert(probeChanges).values([...old, change("pch_edge", ago(400)), change("pch_kept", ago(399))]);
});
afterAll(() => database.close());

const left = async () => (await database.db.select({ id: probeChanges.id }).from(probeChanges)).map(({ id }) => id);

test("changes of mind go after 400 days, some at a time, and younger ones stay", async () => {
  expect(await forgetProbeChanges({ db: database.db })).toBe(FORGOTTEN_AT_ONCE);
  expect(await forgetProbeChanges({ db: database.db })).toBe(6);
  expect(await forgetProbeChanges({ db: database.db })).toBe(0);
  expect(await left()).toEqual(["pch_kept"]);
});

test("the database refuses to lose a younger one, and to change or empty any", async () => {
  for (const statement of [
    "DELETE FROM probe_changes",
    "UPDATE probe_changes SET answers = false",
    "TRUNCATE probe_changes",
  ])
    await expect(database.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: "23001" } });
  expect(await left()).toEqual(["pch_kept"]);
});
