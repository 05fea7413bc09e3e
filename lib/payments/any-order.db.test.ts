import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { isWholeProof, sampleOf, seedOf } from "@/db/testing/seed";
import { receiveStripeEvent } from "./receive-stripe-event";
import { ordersOf } from "./testing/orders-of";
import { DECLINED_CARD, Till } from "./testing/till";

const TYPES = [
  "payment_intent.created",
  "payment_intent.payment_failed",
  "charge.failed",
  "payment_intent.succeeded",
  "charge.succeeded",
  "checkout.session.completed",
];
const AMOUNT = 5_000_000n;
/** Where the proof is not whole, one order of so many. */
const EVERY = 5;
let till: Till;

beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());

/** Declined once, paid then: its events in the order of `TYPES`. */
async function payment(): Promise<{ topUpId: string; events: Stripe.Event[] }> {
  // the limit for people does not hold here
  await till.database.db.execute(sql`UPDATE top_ups SET created_at = created_at - interval '2 hours'`);
  const { topUpId, checkoutUrl } = await till.start("5");
  await till.pay(checkoutUrl, DECLINED_CARD);
  await till.pay(checkoutUrl);
  const own = (await till.events()).filter(({ data }) => {
    const { metadata } = data.object as { metadata?: Record<string, string> };
    return metadata?.top_up_id === topUpId;
  });
  return { topUpId, events: TYPES.map((type) => own.find((event) => event.type === type)!) };
}

async function tell(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    const { payload, header } = till.sign(event);
    await receiveStripeEvent(till.worker(), payload, header);
  }
  await till.handleAll();
}

test("a payment's six events in any of their 720 orders, and all of them twice, credit it once", async () => {
  let told = 0;
  const orders = [...ordersOf([...TYPES.keys()])];
  expect(orders).toHaveLength(720);
  for (const order of sampleOf(orders, EVERY, seedOf("orders of a payment").seed)) {
    const { topUpId, events } = await payment();
    expect(events.every(Boolean)).toBe(true);
    for (const at of order) await tell([events[at]!]);
    await tell(events.toReversed());
    told += 1;
    const { state, feeMicros } = await till.topUp(topUpId);
    expect({ order, state, feeMicros }).toEqual({ order, state: "paid", feeMicros: 450_000n });
  }
  expect(told).toBe(isWholeProof ? 720 : 720 / EVERY);
  expect(await till.balance("customer_prepaid")).toBe(BigInt(told) * AMOUNT);
  expect(await till.findings()).toEqual([]);
}, 600_000);
