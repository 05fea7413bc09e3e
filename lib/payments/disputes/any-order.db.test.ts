import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { isWholeProof, sampleOf, seedOf } from "@/db/testing/seed";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { receiveStripeEvent } from "../receive-stripe-event";
import { reconcilePayments } from "../reconcile-payments";
import { disputeOf, passTime, payFor, readDispute, sumOf } from "../testing/disputed";
import { ordersOf } from "../testing/orders-of";
import { Till } from "../testing/till";

const TYPES = [
  "charge.dispute.created",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.updated",
  "charge.dispute.funds_reinstated",
  "charge.dispute.closed",
];
const AMOUNT = 5_000_000n;
const FEE = 15_000_000n;
/** Where the proof is not whole, one order of so many. */
const EVERY = 4;
let till: Till;

beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());

async function opened() {
  await passTime(till);
  const paid = await payFor(till, "5");
  return disputeOf(till, paid);
}

const answer = (id: string) =>
  stripeClient().disputes.update(
    id,
    { evidence: { uncategorized_text: "It was used." }, submit: true },
    { idempotencyKey: newId("req") },
  );

async function eventsOf(id: string): Promise<Stripe.Event[]> {
  return (await till.events()).filter(({ data, type }) => type in told && (data.object as { id?: string }).id === id);
}
const told = Object.fromEntries(TYPES.map((type) => [type, true]));

async function tell(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    const { payload, header } = till.sign(event);
    await receiveStripeEvent(till.worker(), payload, header);
  }
  await till.handleAll();
}

test("a won dispute's five events in any of their 120 orders, and all of them twice, move its money there and back once", async () => {
  let orders = 0;
  const all = [...ordersOf([...TYPES.keys()])];
  expect(all).toHaveLength(120);
  for (const order of sampleOf(all, EVERY, seedOf("orders of a dispute").seed)) {
    const { id } = await opened();
    await answer(id);
    await till.stripe.admin.closeDispute(id, "won");
    const own = await eventsOf(id);
    const events = TYPES.map((type) => own.find((event) => event.type === type)!);
    expect(events.every(Boolean)).toBe(true);
    for (const at of order) await tell([events[at]!]);
    await tell(events.toReversed());
    orders += 1;
    const dispute = await readDispute(till, id);
    const moved = { withdrawnMicros: AMOUNT, reinstatedMicros: AMOUNT, feeMicros: FEE };
    expect({ order, ...dispute }).toMatchObject({ order, state: "won", ...moved });
  }
  expect(orders).toBe(isWholeProof ? 120 : 120 / EVERY);
  expect(await till.balance("customer_prepaid")).toBe(BigInt(orders) * AMOUNT);
  expect(await sumOf(till, "stripe_disputes")).toBe(-BigInt(orders) * FEE);
  expect(await till.findings()).toEqual([]);
}, 600_000);

test("whatever events come, twice or never, between a dispute's steps, the ledger ends as Stripe has it after the reconciler", async () => {
  const { seed } = seedOf("streams of disputes");
  const before = { prepaid: await till.balance("customer_prepaid"), fees: await sumOf(till, "stripe_disputes") };
  let [kept, disputed] = [0n, 0n];
  const step = fc.array(fc.nat({ max: 99 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("won", "lost"),
      fc.boolean(),
      step,
      step,
      step,
      async (end, isAnswered, ...told) => {
        const { id } = await opened();
        const tellSome = async (dice: number[]) => {
          const own = await eventsOf(id);
          await tell(dice.map((at) => own[at % own.length]!));
        };
        await tellSome(told[0]!);
        if (isAnswered) await answer(id);
        await tellSome(told[1]!);
        await till.stripe.admin.closeDispute(id, end);
        await tellSome(told[2]!);
        disputed += 1n;
        if (end === "won") kept += AMOUNT;
      },
    ),
    { numRuns: 40, seed, endOnFailure: true },
  );
  await passTime(till);
  await reconcilePayments(till.worker());
  await till.handleAll();
  expect((await till.balance("customer_prepaid")) - before.prepaid).toBe(kept);
  expect((await sumOf(till, "stripe_disputes")) - before.fees).toBe(-disputed * FEE);
  expect(await till.findings()).toEqual([]);
}, 600_000);
