import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { stripeCalls, stripeEvents } from "@/db/schema";
import { createCustomer } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { getTopUp, listStripeEvents, listTopUps } from "./queries";
import { receiveStripeEvent } from "./receive-stripe-event";
import { reconcilePayments } from "./reconcile-payments";
import { replayStripeEvent } from "./replay-stripe-event";
import { sendDueCalls } from "./send-due-calls";
import { startTopUp } from "./start-top-up";
import { DECLINED_CARD, Till } from "./testing/till";

let till: Till;

beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
});

const dueNow = () =>
  till.database.db.execute(
    sql`UPDATE stripe_calls SET next_attempt_at = now() - interval '1 s', leased_until = now() - interval '1 s'`,
  );
const sessionsOf = async (topUpId: string) => {
  const { data } = await stripeClient().checkout.sessions.list({ limit: 100 });
  return data.filter((session) => session.client_reference_id === topUpId);
};

test("what was paid is credited once, less nothing; the fee is the platform's, and the return page tells of it", async () => {
  const { topUpId, checkoutUrl } = await till.start("25");
  expect(await till.topUp(topUpId)).toMatchObject({ state: "open", amountMicros: 25_000_000n, checkoutUrl });
  expect(await till.pay(checkoutUrl, DECLINED_CARD)).toBe(402);
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await till.pay(checkoutUrl)).toBe(303);
  expect(await till.balance("customer_prepaid")).toBe(0n);
  await till.deliver();
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(25_000_000n);
  expect(await getTopUp(till.customer.ctx, { topUpId })).toMatchObject({
    state: "paid",
    paidWith: "visa 4242",
    feeMicros: 1_030_000n,
    receiptUrl: expect.stringContaining(till.stripe.url),
    failure: null,
  });
  const { rows } = await till.database.db.execute(sql`
    SELECT a.kind, sum(e.amount_micros)::bigint AS sum FROM ledger_entries e JOIN ledger_accounts a ON a.number = e.account_number GROUP BY 1 ORDER BY 1`);
  expect(rows).toEqual([
    { kind: "customer_prepaid", sum: 25_000_000n },
    { kind: "stripe_clearing", sum: -23_970_000n },
    { kind: "stripe_fees", sum: -1_030_000n },
  ]);
  const balance = await stripeClient().balance.retrieve();
  const held = [...balance.available, ...balance.pending].reduce((total, { amount }) => total + amount, 0);
  expect(held).toBe(2_397);
});

test("a second press with the same key is the same payment, with another amount a conflict; two at once are one", async () => {
  const key = newId("req");
  const [one, other] = await Promise.all([till.start("30", key), till.start("30", key)]);
  expect(other.topUpId).toBe(one.topUpId);
  expect((await till.start("30", key)).topUpId).toBe(one.topUpId);
  expect(await codeOf(till.start("31", key))).toBe("conflict");
  expect(await sessionsOf(one.topUpId)).toHaveLength(1);
});

test.each(["", "0", "-5", "4.99", "10000.01", "25.001", "1e3", "NaN", "a lot"])(
  "an amount of %o is refused with the reason, and nothing is written",
  async (amount) => {
    const before = await listTopUps(till.customer.ctx, { limit: 1, offset: 0 });
    expect(await codeOf(till.start(amount))).toBe("invalid_input");
    expect((await listTopUps(till.customer.ctx, { limit: 1, offset: 0 })).total).toBe(before.total);
  },
);

test("another tenant's payment does not exist, and the customer may not look at Stripe's events", async () => {
  const { topUpId } = await till.start("20");
  const other = await createCustomer(till.database.db);
  expect(await codeOf(getTopUp(other.ctx, { topUpId }))).toBe("not_found");
  expect((await listTopUps(other.ctx, { limit: 10, offset: 0 })).total).toBe(0);
  expect(await codeOf(listStripeEvents(till.customer.ctx, { limit: 10, offset: 0 }))).toBe("forbidden");
});

test("forged, altered and stale signatures are refused, a secret on its way out is good, and nothing refused is kept", async () => {
  const [event] = await till.events();
  const before = await till.database.db.$count(stripeEvents);
  const { payload, header } = till.sign({ ...event!, id: "evt_forged" }, "whsec_somebody_else");
  const stale = till.sign({ ...event!, id: "evt_stale" }, undefined, Math.floor(Date.now() / 1_000) - 301);
  const altered = till.sign({ ...event!, id: "evt_altered" });
  for (const [body, signature] of [
    [payload, header],
    [stale.payload, stale.header],
    [altered.payload.replace("evt_altered", "evt_changed"), altered.header],
    [payload, ""],
    ["", header],
  ] as const)
    expect(await codeOf(receiveStripeEvent(till.worker(), body, signature))).toBe("invalid_input");
  expect(await codeOf(receiveStripeEvent(till.worker(), payload, null))).toBe("invalid_input");
  expect(await till.database.db.$count(stripeEvents)).toBe(before);
  const old = till.sign({ ...event!, id: "evt_by_the_old_secret" }, "whsec_before");
  expect(await receiveStripeEvent(till.worker(), old.payload, old.header)).toBe(true);
  expect(await receiveStripeEvent(till.worker(), old.payload, old.header)).toBe(false);
});

test("events that never came are fetched, and so is a payment that no event tells of", async () => {
  const before = await till.balance("customer_prepaid");
  const paid = await till.start("40");
  await till.pay(paid.checkoutUrl);
  await till.database.db.execute(sql`UPDATE top_ups SET look_again_at = now() - interval '1 s'`);
  await reconcilePayments(till.worker());
  await till.handleAll();
  expect(await till.topUp(paid.topUpId)).toMatchObject({ state: "paid" });
  expect(await till.balance("customer_prepaid")).toBe(before + 40_000_000n);
  await reconcilePayments(till.worker());
  await till.handleAll();
  expect(await till.balance("customer_prepaid")).toBe(before + 40_000_000n);
});

test.each([
  ["a connection that is lost before", "drop-before"],
  ["a connection that is lost after", "drop-after"],
  ["a 500 after the deed", "error-after"],
  ["too many requests", "rate-limit"],
  ["a key in use", "conflict"],
] as const)("%s the answer leaves one session, as soon as Stripe is well again", async (_, kind) => {
  await till.database.db.execute(sql`UPDATE top_ups SET created_at = created_at - interval '2 hours'`);
  // the SDK asks once more by itself where a connection was closed
  await till.stripe.admin.addFaults({ requests: [{ kind, path: "/v1/checkout/sessions", count: 2 }] });
  const { topUpId, checkoutUrl } = await till.start("50");
  expect(checkoutUrl).toBeNull();
  expect(await till.topUp(topUpId)).toMatchObject({ state: "created" });
  await till.stripe.admin.clearFaults();
  for (let round = 0; round < 4; round++) {
    await dueNow();
    await sendDueCalls(till.worker());
  }
  expect(await till.topUp(topUpId)).toMatchObject({ state: "open" });
  expect(await sessionsOf(topUpId)).toHaveLength(1);
});

test("what Stripe refuses ends the payment with its reason, and tells the desk", async () => {
  await till.stripe.admin.addFaults({ requests: [{ kind: "rate-limit", path: "/v1/checkout/sessions" }] });
  const { topUpId } = await till.start("55");
  await till.stripe.admin.clearFaults();
  await till.database.db.execute(sql`
    UPDATE stripe_calls SET request = request || '{"mode": "donation"}' WHERE subject_id = ${topUpId}`);
  await dueNow();
  await sendDueCalls(till.worker());
  expect(await till.topUp(topUpId)).toMatchObject({ state: "failed", failure: expect.stringContaining("mode") });
  const { rows } = await till.database.db.execute(sql`SELECT 1 FROM notices WHERE key LIKE 'stripe_call:%'`);
  expect(rows).toHaveLength(1);
});

test("an event can be acted on again by the desk, which changes nothing, and one of an unknown type is kept", async () => {
  await till.deliver();
  const before = await till.balance("customer_prepaid");
  const [event] = await till.events();
  const strange = till.sign({ ...event!, id: "evt_strange", type: "treasury.flying_saucer.landed" as never });
  await receiveStripeEvent(till.worker(), strange.payload, strange.header);
  await till.handleAll();
  expect(await till.eventStates()).toContainEqual({ type: "treasury.flying_saucer.landed", state: "unknown" });
  for (const { id, type } of await till.events())
    if (/^checkout/.test(type)) await replayStripeEvent(till.desk.ctx, { eventId: id });
  await till.handleAll();
  expect(await till.balance("customer_prepaid")).toBe(before);
  expect(await codeOf(replayStripeEvent(till.desk.ctx, { eventId: "evt_nowhere" }))).toBe("not_found");
});

test("somebody who begins payment after payment is asked to wait", async () => {
  const other = await createCustomer(till.database.db);
  for (let begun = 0; begun < 10; begun++) await startTopUp(other.ctx, { amount: "10", idempotencyKey: newId("req") });
  expect(await codeOf(startTopUp(other.ctx, { amount: "10", idempotencyKey: newId("req") }))).toBe("limit_exceeded");
});

test.each([
  [
    "a payment that is said to be more than was booked",
    "UPDATE top_ups SET amount_micros = amount_micros + 10000 WHERE state = 'paid'",
  ],
  [
    "a payment that is booked and said to be unpaid",
    "UPDATE top_ups SET state = 'failed', paid_at = NULL WHERE state = 'paid'",
  ],
  ["a fee that was not booked so", "UPDATE top_ups SET fee_micros = fee_micros - 10000 WHERE state = 'paid'"],
])("%s breaks the audit's 12th invariant", async (_, damage) => {
  expect(await till.brokenBy(damage)).toEqual([12]);
});

test("every request carried our own key and the version that the SDK is of", async () => {
  const requests = await till.stripe.admin.requests();
  const posts = requests.filter(({ method, path }) => method === "POST" && path.startsWith("/v1/"));
  const calls = new Set((await till.database.db.select({ id: stripeCalls.id }).from(stripeCalls)).map(({ id }) => id));
  expect(posts.length).toBeGreaterThan(10);
  for (const { idempotencyKey } of posts) expect(calls).toContain(idempotencyKey?.split(":")[0]);
  expect(new Set(requests.map(({ version }) => version))).toEqual(new Set(["2026-10-28.endive"]));
});
