import { sql } from "drizzle-orm";
import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Transaction } from "@/db/client";
import { testContext } from "@/db/testing/context";
import { ofWhole, seedOf } from "@/db/testing/seed";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { stripeClient } from "@/lib/stripe/client";
import { type Receiver, startReceiver } from "@/stand-ins/stripe/testing/receiver";
import { handleStripeEvents } from "./handle-stripe-events";
import { receiveStripeEvent } from "./receive-stripe-event";
import { reconcilePayments } from "./reconcile-payments";
import { DECLINED_CARD, Till } from "./testing/till";

/** Lives of a payment: each is lived once at Stripe, and told in many ways. */
const LIVES = [
  "paid",
  "declined, then paid",
  "disputed",
  "disputed and won",
  "disputed and lost",
  "left until it expired",
] as const;
type Life = (typeof LIVES)[number];
const STREAMS = Number(process.env.PROOF_STREAMS ?? ofWhole(2_500, 500));
const AUDIT_EVERY = 100;
const NOT_OURS = /^(customer|payment_method|setup_intent|balance|radar)\./;

interface Lived {
  /** With a Stripe of its own, which has nothing else to tell. */
  till: Till;
  topUpId: string;
  events: Stripe.Event[];
}

let receiver: Receiver;
const told = new Map<Life, Lived>();

beforeAll(async () => {
  // Stripe has been answered every event, and we have lost them since: nothing is left for it to deliver again
  receiver = await startReceiver();
  for (const life of LIVES) {
    const till = await Till.open([{ url: receiver.url, secret: "whsec_other", kind: "snapshot" }]);
    till.setEnvironment();
    told.set(life, { till, ...(await live(till, life)) });
    await till.stripe.admin.flush();
  }
}, 60_000);
afterAll(async () => {
  for (const { till } of told.values()) await till.close();
  await receiver.close();
});

async function live(till: Till, life: Life): Promise<{ topUpId: string; events: Stripe.Event[] }> {
  const { topUpId, checkoutUrl } = await till.start("5", newId("req"));
  if (life === "declined, then paid") await till.pay(checkoutUrl, DECLINED_CARD);
  if (life === "left until it expired") await till.stripe.admin.advance(3_600);
  else await till.pay(checkoutUrl);
  if (life.startsWith("disputed")) await dispute(till, topUpId, life);
  const events = (await allEvents()).filter(({ type }) => !NOT_OURS.test(type));
  return { topUpId, events };
}

async function dispute(till: Till, topUpId: string, life: Life): Promise<void> {
  const { data } = await stripeClient().paymentIntents.list({ limit: 100 });
  const paymentIntent = data.find(({ metadata }) => metadata.top_up_id === topUpId)!.id;
  const { id } = await till.stripe.admin.openDispute({ paymentIntent });
  if (life === "disputed") return;
  await stripeClient().disputes.update(
    id,
    { evidence: { uncategorized_text: "It was used." }, submit: true },
    { idempotencyKey: newId("req") },
  );
  await till.stripe.admin.closeDispute(id, life === "disputed and won" ? "won" : "lost");
}

async function allEvents(): Promise<Stripe.Event[]> {
  const all: Stripe.Event[] = [];
  for await (const event of stripeClient().events.list({ limit: 100 })) all.push(event);
  return all.reverse();
}

const worker = (tx: Transaction): Context =>
  testContext(tx as unknown as Database, { type: "system", name: "test-worker" });

async function handleAll(ctx: Context): Promise<void> {
  while ((await handleStripeEvents(ctx)) > 0);
}

/** What `work` leaves of one life: its payment, its dispute and what is booked. Then it never was. */
async function outcomeOf(
  { till, topUpId }: Lived,
  work: (ctx: Context) => Promise<void>,
  isAudited = false,
): Promise<unknown> {
  const takenBack = new Error("taken back");
  let outcome: unknown;
  const done = till.database.db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE top_ups SET look_again_at = now() - interval '1 s' WHERE id = ${topUpId}`);
    await work(worker(tx));
    const { rows } = await tx.execute(sql`
      SELECT coalesce(jsonb_agg(o ORDER BY o::text), '[]') AS outcome FROM (
        SELECT jsonb_build_array('top-up', state, fee_micros, paid_with, failure) AS o FROM top_ups WHERE id = ${topUpId}
        UNION ALL SELECT jsonb_build_array('dispute', state, withdrawn_micros, reinstated_micros, fee_micros)
          FROM disputes WHERE top_up_id = ${topUpId}
        UNION ALL SELECT jsonb_build_array('entry', t.kind, t.ref, t.rev, a.kind, e.amount_micros)
          FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_number = t.number
          JOIN ledger_accounts a ON a.number = e.account_number
          WHERE t.ref = ${topUpId} OR t.memo = ${`Of ${topUpId}`}
            OR t.ref IN (SELECT m.ref FROM dispute_movements m JOIN disputes d ON d.id = m.dispute_id WHERE d.top_up_id = ${topUpId})) all_of_it`);
    if (isAudited) expect((await auditBooks(tx as never)).filter(({ violations }) => violations > 0)).toEqual([]);
    outcome = rows[0]!.outcome;
    throw takenBack;
  });
  await done.catch((error: Error) => {
    if (error !== takenBack) throw error;
  });
  return outcome;
}

async function tell(ctx: Context, { till }: Lived, event: Stripe.Event): Promise<void> {
  const { payload, header } = till.sign(event);
  await receiveStripeEvent(ctx, payload, header);
}

/** As they happened. */
const inOrder = (one: Lived) => async (ctx: Context) => {
  for (const event of one.events) await tell(ctx, one, event);
  await handleAll(ctx);
};

test("streams of a payment's events with losses, repetitions, any order and any pauses leave the same books", async () => {
  const { seed } = seedOf("payments");
  const expected = new Map<Life, unknown>();
  for (const [life, one] of told) {
    one.till.setEnvironment();
    expected.set(life, await outcomeOf(one, inOrder(one), true));
  }
  expect(expected.get("paid")).toContainEqual(["top-up", "paid", 450_000, "visa 4242", null]);
  expect(expected.get("disputed and lost")).toContainEqual(["dispute", "lost", 5_000_000, 0, 15_000_000]);
  expect(expected.get("left until it expired")).toContainEqual(["top-up", "expired", null, null, null]);
  let streams = 0;
  let lost = 0;
  const copies = fc.array(fc.nat({ max: 2 }), { minLength: 20, maxLength: 20 });
  const began = performance.now();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...LIVES), copies, fc.infiniteStream(fc.nat()), async (life, times, dice) => {
      const one = told.get(life)!;
      one.till.setEnvironment();
      const stream = one.events.flatMap((event, at) => Array.from({ length: times[at % 20]! }, () => event));
      const shuffled = stream.map((event) => ({ event, at: dice.next().value! })).sort((a, b) => a.at - b.at);
      const isWhole = new Set(stream).size === one.events.length;
      streams += 1;
      if (!isWhole) lost += 1;
      const work = async (ctx: Context) => {
        for (const { event, at } of shuffled) {
          await tell(ctx, one, event);
          // the worker comes by whenever it does
          if (at % 3 === 0) await handleAll(ctx);
        }
        await handleAll(ctx);
        if (!isWhole) await reconcilePayments(ctx);
      };
      expect(await outcomeOf(one, work, streams % AUDIT_EVERY === 0)).toEqual(expected.get(life));
    }),
    { numRuns: STREAMS, seed, endOnFailure: true },
  );
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`payments: ${streams} streams, ${lost} of them with losses, ${seconds} s`);
  expect(lost).toBeGreaterThan(STREAMS / 2);
  for (const { till } of told.values()) expect(await till.findings()).toEqual([]);
}, 1_800_000);
