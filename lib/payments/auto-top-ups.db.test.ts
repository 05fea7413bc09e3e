import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { autoTopUps, notices, topUps } from "@/db/schema";
import { createMember } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { getAutoTopUp } from "./queries";
import { runAutoTopUps } from "./run-auto-top-ups";
import { sendDueCalls } from "./send-due-calls";
import { setAutoTopUp, turnOffAutoTopUp } from "./set-auto-top-up";
import { Till } from "./testing/till";

let till: Till;

/** A customer who has paid 20 once, so that their card is kept. */
beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.pay((await till.start("20")).checkoutUrl);
  await till.deliver();
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const wish = (threshold: string, amount: string, monthlyCap: string) =>
  setAutoTopUp(till.customer.ctx, { threshold, amount, monthlyCap });
const run = () => runAutoTopUps(till.worker());
const cooledDown = () =>
  till.database.db.execute(sql`UPDATE auto_top_ups SET next_attempt_at = now() - interval '1 s'`);
const automatic = () => till.database.db.select().from(topUps).where(eq(topUps.kind, "auto"));
const openNotices = async () =>
  (await till.database.db.select().from(notices).where(sql`resolved_at IS NULL`)).map(({ key }) => key);

/** The card that is kept from now on, by Stripe's own test methods. */
async function keepCard(method: string) {
  const { rows } = await till.database.db.execute<{ id: string }>(
    sql`SELECT stripe_customer_id AS id FROM stripe_customers`,
  );
  const attached = await stripeClient().paymentMethods.attach(
    method,
    { customer: rows[0]!.id },
    { idempotencyKey: newId("req") },
  );
  await till.database.db.execute(sql`UPDATE stripe_customers SET payment_method_id = ${attached.id}`);
}

test("less left than was said: the kept card is charged once, and not again until there is less again", async () => {
  await wish("15", "30", "100");
  expect(await run()).toBe(0);
  await wish("25", "30", "100");
  expect(await run()).toBe(1);
  await cooledDown();
  expect(await run()).toBe(0);
  expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
  expect(await automatic()).toMatchObject([
    { state: "paid", amountMicros: 30_000_000n, paidWith: "visa 4242", createdBy: null },
  ]);
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
});

test("what is missing is charged at once where it is more than the amount, and never more than the month's cap", async () => {
  await wish("90.50", "10", "75");
  expect(await run()).toBe(1);
  expect(await till.balance("customer_prepaid")).toBe(90_500_000n);
  await wish("100", "10", "75");
  expect(await run()).toBe(0);
  expect(await openNotices()).toEqual(["auto_top_up.cap"]);
  await wish("100", "10", "100");
  expect(await run()).toBe(1);
  expect(await openNotices()).toEqual([]);
  expect(await till.balance("customer_prepaid")).toBe(100_500_000n);
});

test("whoever adds money themselves after they were found short is not charged as well", async () => {
  await wish("25", "30", "100");
  const { checkoutUrl } = await till.start("40");
  const worker = till.worker();
  let transactions = 0;
  const db = new Proxy(worker.db, {
    get(target, name) {
      if (name !== "transaction") return Reflect.get(target, name);
      return async (...args: [never]) => {
        transactions += 1;
        // the first looks at who is short, the second begins the charge
        if (transactions === 2) {
          await till.pay(checkoutUrl);
          await till.deliver();
        }
        return target.transaction(...args);
      };
    },
  });
  expect(await runAutoTopUps({ ...worker, db })).toBe(0);
  expect(transactions).toBe(2);
  expect(await automatic()).toEqual([]);
  expect(await till.balance("customer_prepaid")).toBe(60_000_000n);
});

test("whoever has enough keeps nobody behind them from being looked at", async () => {
  await wish("25", "30", "1000");
  const ids = ["org_00000000000000000000000000", "org_00000000000000000000000001"];
  for (const id of ids)
    await till.database.db.execute(sql`
      WITH o AS (INSERT INTO organizations (id, kind, name) VALUES (${id}, 'customer', 'Has enough') RETURNING id)
      INSERT INTO customer_terms (organization_id, credit_limit_micros) SELECT id, 1000000000 FROM o`);
  await till.database.db.execute(sql`
    INSERT INTO auto_top_ups (organization_id, currency, threshold_micros, amount_micros, monthly_cap_micros, next_attempt_at, updated_at)
    SELECT id, 'USD', 10000000, 10000000, 10000000, now() - interval '1 day', now() FROM organizations WHERE name = 'Has enough'`);
  expect(await runAutoTopUps(till.worker(), { batch: 1 })).toBe(1);
  expect(await automatic()).toMatchObject([{ organizationId: till.customer.organizationId, state: "paid" }]);
});

test("two workers at once, and a third a moment later, charge once", async () => {
  await wish("25", "30", "1000");
  const begun = await Promise.all([run(), run()]);
  expect(begun[0]! + begun[1]!).toBe(1);
  expect(await run()).toBe(0);
  expect(await automatic()).toHaveLength(1);
  expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
});

test("a card that is declined is tried three times in all, the customer is told, and paying by hand settles it", async () => {
  await keepCard("pm_card_chargeCustomerFail");
  await wish("25", "30", "100");
  for (let attempt = 1; attempt <= 3; attempt++) {
    await cooledDown();
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(await openNotices()).toEqual(["auto_top_up.failed"]);
  }
  await cooledDown();
  expect(await run()).toBe(0);
  expect((await automatic()).map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
  expect((await getAutoTopUp(till.customer.ctx)).setting).toMatchObject({
    stoppedReason: expect.stringContaining("declined"),
  });
  await till.pay((await till.start("10")).checkoutUrl);
  await till.deliver();
  await wish("35", "30", "100");
  expect(await run()).toBe(1);
  expect(await till.balance("customer_prepaid")).toBe(60_000_000n);
  expect(await openNotices()).toEqual([]);
});

test("a card that asks for its owner stops it at once, for nobody is there", async () => {
  await keepCard("pm_card_authenticationRequired");
  await wish("25", "30", "100");
  expect(await run()).toBe(1);
  expect((await getAutoTopUp(till.customer.ctx)).setting).toMatchObject({
    stoppedReason: expect.stringMatching(/authenticat/i),
  });
  expect(await till.balance("customer_prepaid")).toBe(20_000_000n);
});

test.each(["drop-before", "drop-after", "error-after", "rate-limit", "conflict"] as const)(
  "an answer that fails to come (%s) leaves one charge, as soon as Stripe is well again",
  async (kind) => {
    await till.stripe.admin.addFaults({ requests: [{ kind, path: "/v1/payment_intents", count: 2 }] });
    await wish("25", "30", "1000");
    await run();
    await till.stripe.admin.clearFaults();
    for (let round = 0; round < 4; round++) {
      await cooledDown();
      await till.database.db.execute(sql`
        UPDATE stripe_calls SET next_attempt_at = now() - interval '1 s', leased_until = now() - interval '1 s' WHERE ended_at IS NULL`);
      await run();
      await sendDueCalls(till.worker());
      await till.deliver();
    }
    expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
    const { data } = await stripeClient().charges.list({ limit: 100 });
    expect(data.filter(({ amount, paid }) => paid && amount === 3_000)).toHaveLength(1);
  },
);

test("it is the owner's to set, needs a card that was paid with, and can be turned off", async () => {
  const member = await createMember(till.database.db, till.customer);
  expect(await codeOf(setAutoTopUp(member.ctx, { threshold: "5", amount: "10", monthlyCap: "20" }))).toBe("forbidden");
  for (const [threshold, amount, cap] of [
    ["0", "10", "20"],
    ["5", "4", "20"],
    ["5", "10", "9.99"],
    ["x", "10", "20"],
    ["5", "1e2", "200"],
  ])
    expect(await codeOf(wish(threshold!, amount!, cap!))).toBe("invalid_input");
  await wish("5", "10", "20");
  await turnOffAutoTopUp(till.customer.ctx);
  expect(await getAutoTopUp(till.customer.ctx)).toEqual({ card: "visa 4242", currency: "USD", setting: null });
  await till.database.db.execute(sql`UPDATE stripe_customers SET payment_method_id = NULL`);
  expect(await codeOf(wish("5", "10", "20"))).toBe("precondition_failed");
  expect(await till.database.db.$count(autoTopUps)).toBe(0);
});
