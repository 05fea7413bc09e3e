import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refunds } from "@/db/schema";
import { killAfter } from "@/db/testing/killed";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { reconcilePayments } from "./reconcile-payments";
import { refundCustomer } from "./refund-customer";
import { sendDueCalls } from "./send-due-calls";
import { Till } from "./testing/till";

let till: Till;

/** A customer who has paid 20 and then 30. */
beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  for (const amount of ["20", "30"]) {
    await till.pay((await till.start(amount)).checkoutUrl);
    await till.deliver();
  }
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const refund = (amount: string, idempotencyKey: string = newId("req"), ctx = till.desk.ctx) =>
  refundCustomer(ctx, { organizationId: till.customer.organizationId, amount, reason: "Moved away", idempotencyKey });
const rows = () => till.database.db.select().from(refunds).orderBy(refunds.id);
const returned = async () => {
  const { data } = await stripeClient().refunds.list({ limit: 100 });
  return data.filter(({ status }) => status === "succeeded").reduce((sum, { amount }) => sum + amount, 0);
};
const passTime = () =>
  till.database.db.execute(sql`
    UPDATE stripe_calls SET next_attempt_at = now() - interval '1 s', leased_until = now() - interval '1 s' WHERE ended_at IS NULL`);

test("unused money goes back to the payments that it came with, the last first, and leaves the balance at once", async () => {
  expect(await refund("35")).toEqual({ payments: 2 });
  expect(await till.balance("customer_prepaid")).toBe(15_000_000n);
  expect(await rows()).toMatchObject([
    { state: "succeeded", amountMicros: 30_000_000n },
    { state: "succeeded", amountMicros: 5_000_000n },
  ]);
  expect(await returned()).toBe(3_500);
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(15_000_000n);
  expect(await refund("15")).toEqual({ payments: 1 });
  expect(await codeOf(refund("0.01"))).toBe("limit_exceeded");
  expect(await till.balance("customer_prepaid")).toBe(0n);
});

test("the same request again is the same refund, with another amount a conflict; two at once never give back twice", async () => {
  const key = newId("req");
  await Promise.all([refund("40", key), refund("40", key)]);
  await refund("40", key);
  expect(await codeOf(refund("41", key))).toBe("conflict");
  const both = await Promise.allSettled([refund("10"), refund("10")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await returned()).toBe(5_000);
});

test.each(["0", "-1", "0.001", "50.01", "x", ""])(
  "an amount of %o is refused, and nothing is written",
  async (amount) => {
    expect(await codeOf(refund(amount))).toMatch(/^(invalid_input|limit_exceeded)$/);
    expect(await rows()).toEqual([]);
  },
);

test("it is the desk's alone, for customers alone", async () => {
  expect(await codeOf(refund("5", newId("req"), till.customer.ctx))).toBe("forbidden");
  const nobody = {
    organizationId: till.desk.organizationId,
    amount: "5",
    reason: "Moved away",
    idempotencyKey: newId("req"),
  };
  expect(await codeOf(refundCustomer(till.desk.ctx, nobody))).toBe("not_found");
});

test("a refund that the bank turns away later is put back, once, and the desk is told", async () => {
  await refund("30");
  const [sent] = await rows();
  await till.stripe.admin.failRefund(sent!.stripeRefundId!);
  await till.deliver(/^(refund|charge\.refund)/);
  await till.deliver();
  expect((await rows())[0]).toMatchObject({ state: "failed" });
  expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
  const { rows: told } = await till.database.db.execute(sql`SELECT 1 FROM notices WHERE key LIKE 'refund:%'`);
  expect(told).toHaveLength(1);
});

test.each(["drop-before", "drop-after", "error-after", "rate-limit", "conflict"] as const)(
  "an answer that fails to come (%s) leaves one refund, as soon as Stripe is well again",
  async (kind) => {
    await till.stripe.admin.addFaults({ requests: [{ kind, method: "POST", path: "/v1/refunds", count: 2 }] });
    await refund("30");
    expect(await till.balance("customer_prepaid")).toBe(20_000_000n);
    await till.stripe.admin.clearFaults();
    for (let round = 0; round < 4; round++) {
      await passTime();
      await sendDueCalls(till.worker());
      await till.database.db.execute(sql`UPDATE refunds SET look_again_at = now() - interval '1 s'`);
      await reconcilePayments(till.worker());
    }
    await till.handleAll();
    expect(await rows()).toMatchObject([{ state: "succeeded" }]);
    expect(await returned()).toBe(3_000);
  },
);

test("a desk that is killed before any statement of a refund gives it back once when it is asked again", async () => {
  let points = 0;
  let given = 0n;
  for (let isOver = false; !isOver && given < 45n; points++) {
    const key = newId("req");
    const input = {
      organizationId: till.customer.organizationId,
      amount: "1",
      reason: "Moved away",
      idempotencyKey: key,
    };
    isOver = await killAfter(till.database, points + 1, (ctx) => refundCustomer(ctx, input), {
      actor: till.desk.actor,
    });
    await passTime();
    await refundCustomer(till.desk.ctx, input);
    await passTime();
    await sendDueCalls(till.worker());
    given += 1n;
    expect(await till.balance("customer_prepaid"), `killed before ${points + 1}`).toBe((50n - given) * 1_000_000n);
    expect(await returned(), `killed before ${points + 1}`).toBe(Number(given) * 100);
  }
  expect(points).toBeGreaterThan(25);
  await till.database.db.execute(sql`UPDATE refunds SET look_again_at = now() - interval '1 s'`);
  await reconcilePayments(till.worker());
  expect((await rows()).map(({ state, stripeRefundId }) => `${state} ${stripeRefundId !== null}`)).toEqual(
    Array.from({ length: points }, () => "succeeded true"),
  );
}, 60_000);

test.each([
  ["a refund that is said to be more than was booked", "UPDATE refunds SET amount_micros = amount_micros + 10000", 12],
  ["a refund that is booked and said to have failed", "UPDATE refunds SET state = 'failed'", 12],
  ["more given back than was paid", "UPDATE top_ups SET state = 'failed', paid_at = NULL", 13],
])("%s breaks the audit", async (_, damage, number) => {
  await refund("10");
  expect(await till.brokenBy(damage)).toContain(number);
});
