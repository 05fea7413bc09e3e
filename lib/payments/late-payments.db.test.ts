import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reconcilePayments } from "./reconcile-payments";
import { Till } from "./testing/till";

let till: Till;

beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());

test("a page that nobody pays on expires with it, and a fee that Stripe books later is booked later", async () => {
  const left = await till.start("15");
  const late = await till.start("45");
  await till.stripe.admin.change({ booksLate: true });
  await till.pay(late.checkoutUrl);
  await till.deliver(/^checkout/);
  await till.stripe.admin.change({ booksLate: false });
  expect(await till.topUp(late.topUpId)).toMatchObject({ state: "paid" });
  await till.stripe.admin.advance(3_600);
  await till.database.db.execute(sql`UPDATE top_ups SET look_again_at = now() - interval '1 s'`);
  await reconcilePayments(till.worker());
  await till.deliver();
  expect(await till.topUp(left.topUpId)).toMatchObject({ state: "expired", paidAt: null });
  expect(await till.topUp(late.topUpId)).toMatchObject({ state: "paid", feeMicros: 1_610_000n });
  expect(await till.findings()).toEqual([]);
});
