import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { killAfter } from "@/db/testing/killed";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { handleStripeEvents } from "./handle-stripe-events";
import { sendDueCalls } from "./send-due-calls";
import { startTopUp } from "./start-top-up";
import { Till } from "./testing/till";

let till: Till;

beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());

/** As if a minute had passed: claims of the dead have run out, and people's limits begin anew. */
const passTime = () =>
  till.database.db.execute(sql`WITH
    calls AS (UPDATE stripe_calls SET leased_until = now() - interval '1 s', next_attempt_at = now() - interval '1 s' WHERE ended_at IS NULL),
    events AS (UPDATE stripe_events SET next_attempt_at = now() - interval '1 s' WHERE state = 'received')
    UPDATE top_ups SET created_at = created_at - interval '2 hours'`);

async function sessionsOf(topUpId: string): Promise<number> {
  const { data } = await stripeClient().checkout.sessions.list({ limit: 100 });
  return data.filter((session) => session.client_reference_id === topUpId).length;
}

test("a payment that is begun by a process killed before any statement, and begun again, has one page at Stripe", async () => {
  const { actor } = till.customer;
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const input = { amount: "5", idempotencyKey: newId("req") };
    isOver = await killAfter(till.database, points + 1, (ctx) => startTopUp(ctx, input), { actor });
    await passTime();
    const { topUpId } = await startTopUp(till.customer.ctx, input);
    await passTime();
    await sendDueCalls(till.worker());
    expect(await till.topUp(topUpId), `killed before ${points + 1}`).toMatchObject({ state: "open" });
    expect(await sessionsOf(topUpId), `killed before ${points + 1}`).toBe(1);
  }
  expect(points).toBeGreaterThan(25);
  const { data } = await stripeClient().customers.list({ limit: 100 });
  expect(data).toHaveLength(1);
}, 600_000);

test("a payment whose events are handled by a worker killed before any statement is credited once", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    await passTime();
    const { topUpId, checkoutUrl } = await till.start("5");
    await till.pay(checkoutUrl);
    await till.receive();
    isOver = await killAfter(till.database, points + 1, handleStripeEvents);
    await passTime();
    await till.handleAll();
    expect((await till.topUp(topUpId)).state, `killed before ${points + 1}`).toBe("paid");
    expect(await till.balance("customer_prepaid")).toBe(BigInt(points + 1) * 5_000_000n);
  }
  expect(points).toBeGreaterThan(20);
  expect(await till.findings()).toEqual([]);
}, 600_000);
