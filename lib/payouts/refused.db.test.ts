import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { planPayoutsNow } from "./plan-payouts-now";
import { sendPayouts } from "./send-payouts";
import { Payday } from "./testing/payday";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  const { stripeAccountId } = await payday.readAccount(await payday.account("DE"));
  await payday.fund(1_000_000);
  // what Stripe refuses and says of no account that we have heard of
  await payday.stripe.admin.restrictAccount(stripeAccountId!);
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  expect(await payday.findings()).toEqual([]);
});

const states = async () => (await payday.payouts()).map(({ state }) => state);

test("what Stripe refused is not planned again every five minutes, but a day later", async () => {
  for (let round = 0; round < 5; round++) {
    await payday.plan();
    await sendPayouts(payday.worker());
  }
  expect(await states()).toEqual(["failed"]);
  await payday.scene.database.db.execute(sql`UPDATE payouts SET ended_at = ended_at - interval '1 day'`);
  await payday.plan();
  await sendPayouts(payday.worker());
  expect(await states()).toEqual(["failed", "failed"]);
});

test("the desk plans it again at once, and so does another account", async () => {
  expect(await planPayoutsNow(payday.desk.ctx)).toEqual({ planned: 1, sent: 1 });
  expect(await payday.plan()).toBe(0);
  await payday.account("FR");
  expect(await payday.plan()).toBe(1);
  await sendPayouts(payday.worker());
  expect((await states()).at(-1)).toBe("sent");
});

test("an operator whose payout cannot be planned or begun keeps nobody behind it from being paid", async () => {
  const execute = (query: string) => payday.scene.database.db.execute(sql.raw(query));
  await execute(
    `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`,
  );
  await payday.earnUntil("2026-02-16T00:20:00Z");
  await execute("CREATE TRIGGER broken BEFORE INSERT ON payouts FOR EACH ROW EXECUTE FUNCTION broken()");
  expect(await payday.plan()).toBe(0);
  await execute("DROP TRIGGER broken ON payouts");
  expect(await payday.plan()).toBe(1);
  await execute("CREATE TRIGGER broken BEFORE UPDATE ON payouts FOR EACH ROW EXECUTE FUNCTION broken()");
  expect(await sendPayouts(payday.worker())).toBe(0);
  await execute("DROP TRIGGER broken ON payouts");
  expect(await sendPayouts(payday.worker())).toBe(1);
});
