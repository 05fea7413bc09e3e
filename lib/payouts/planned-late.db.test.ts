import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Payday } from "./testing/payday";
import { beginWire, returnWire } from "./wires";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("CN");
  expect(await payday.plan()).toBe(1);
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  expect(await payday.findings()).toEqual([]);
});

const latest = async () => (await payday.payouts()).at(-1)!;
const atOnce = (query: ReturnType<typeof sql>) => payday.scene.database.db.execute(query);

test("planned days after its week, a payout pays nothing of the running week, whatever left the account meanwhile", async () => {
  const first = await latest();
  // the worker was away from Monday to Wednesday, and the desk sends the first week's wire before it is back
  await payday.earnUntil("2026-02-18T00:20:00Z");
  await beginWire(payday.desk.ctx, { payoutId: first.id });
  expect(await payday.plan()).toBe(1);
  // as where it was planned on Monday: 621.60 less what the reserve of the second week keeps
  expect(await latest()).toMatchObject({ week: "2026-02-09", amountMicros: 590_520_000n });
});

test("what came back since is owed in the week that it was paid for", async () => {
  await atOnce(sql`DELETE FROM payouts WHERE state = 'planned'`);
  const first = await latest();
  await returnWire(payday.desk.ctx, { payoutId: first.id, reason: "Account closed" });
  expect(await payday.plan()).toBe(1);
  expect(await latest()).toMatchObject({ week: "2026-02-09", amountMicros: 590_510_000n + 590_520_000n });
});
