import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { liftSuspension } from "@/lib/compliance/lift-suspension";
import { suspendOrganization } from "@/lib/compliance/suspend-organization";
import { sendPayouts } from "./send-payouts";
import { Payday } from "./testing/payday";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("DE");
  await payday.fund(1_000_000);
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  expect(await payday.findings()).toEqual([]);
});

const latest = async () => (await payday.payouts()).at(-1)!;

test("nothing is paid out to a suspended operator, and what is owed goes out once the suspension is lifted", async () => {
  const { organizationId } = payday.operator;
  await suspendOrganization(payday.desk.ctx, { organizationId, reason: "An investigation.", noticeMinutes: 60 });
  expect(await payday.plan()).toBe(1);
  const payable = await payday.payable();
  await sendPayouts(payday.worker());
  expect(await latest()).toMatchObject({ state: "planned", failure: "Suspended: An investigation." });
  expect(await payday.payable()).toBe(payable);
  expect(await payday.transfers()).toEqual([]);
  await liftSuspension(payday.desk.ctx, { organizationId, reason: "It was nothing." });
  await payday.scene.database.db.execute(sql`UPDATE payouts SET look_again_at = platform_now() - interval '1 s'`);
  await sendPayouts(payday.worker());
  await payday.sendAll();
  expect(await payday.transfers()).toHaveLength(1);
  expect((await latest()).state).toBe("sent");
});
