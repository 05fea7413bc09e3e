import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disputes, notices } from "@/db/schema";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { reconcilePayments } from "../reconcile-payments";
import { readRefundable } from "../refundable";
import { sendDueCalls } from "../send-due-calls";
import {
  deskNotices,
  disputeOf,
  evidenceOf,
  freezesOf,
  passTime,
  payFor,
  readDispute,
  refundFor,
  sumOf,
} from "../testing/disputed";
import { Till } from "../testing/till";
import { convergeDispute } from "./converge-dispute";
import { freezeFor, tellDesk } from "./dispute-consequences";
import { listDisputes } from "./dispute-queries";
import { submitEvidence } from "./submit-evidence";

let till: Till;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const submit = (disputeId: string, text: string, ctx = till.desk.ctx) =>
  submitEvidence(ctx, evidenceOf(disputeId, text));
const refund = (amount: string) => refundFor(till, amount);
/** What Stripe says it holds for us, in micros; and what our books say. */
async function holdings() {
  const { available, pending } = await stripeClient().balance.retrieve();
  const there = [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
  return { there: BigInt(there) * 10_000n, here: -(await sumOf(till, "stripe_clearing")) };
}

test("a dispute takes its money off the balance, and evidence that wins brings it back; Stripe's fee is ours", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid, { reason: "product_not_received" });
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
  const opened = (await readDispute(till, id))!;
  expect(opened).toMatchObject({ state: "needs_response", topUpId: paid.id, reason: "product_not_received" });
  expect(opened).toMatchObject({ amountMicros: 30_000_000n, withdrawnMicros: 30_000_000n, feeMicros: 15_000_000n });
  expect(opened.closedAt).toBeNull();
  expect(await deskNotices(till)).toEqual(["dispute"]);
  expect(await freezesOf(till)).toEqual([opened.id]);

  expect(await submit(opened.id, "winning_evidence")).toEqual({ state: "submitted" });
  const won = (await readDispute(till, id))!;
  expect(won).toMatchObject({ state: "won", reinstatedMicros: 30_000_000n });
  expect(won.evidenceSubmittedAt).not.toBeNull();
  expect(won.settledAt).not.toBeNull();
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(30_000_000n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
  expect(await deskNotices(till)).toEqual([]);
  expect(await freezesOf(till)).toEqual([`${opened.id} lifted`]);
  const { there, here } = await holdings();
  expect(here).toBe(there);
});

test("a lost dispute keeps what it took, and freezes anew", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  const opened = (await readDispute(till, id))!;
  expect(await submit(opened.id, "losing_evidence")).toEqual({ state: "submitted" });
  expect(await readDispute(till, id)).toMatchObject({ state: "lost", reinstatedMicros: 0n });
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await freezesOf(till)).toEqual([`${opened.id} lifted`, `${opened.id}:lost`]);
  expect((await readDispute(till, id))!.settledAt).not.toBeNull();
});

test("what a bank takes after a refund is the customer's as far as anything is left, the rest is the platform's", async () => {
  const paid = await payFor(till, "30");
  await refund("20");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(0n);
  // 20 of the amount, and the fee
  expect(await sumOf(till, "stripe_disputes")).toBe(-35_000_000n);
  expect((await holdings()).here).toBe((await holdings()).there);
  await till.stripe.admin.closeDispute(id, "won");
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(10_000_000n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
});

test("a refund that fails after its payment was disputed is not had twice: the customer bears the dispute instead", async () => {
  const paid = await payFor(till, "30");
  await till.stripe.admin.addFaults({
    requests: [{ kind: "drop-before", method: "POST", path: "/v1/refunds", count: 2 }],
  });
  await refund("20");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  expect(await sumOf(till, "stripe_disputes")).toBe(-35_000_000n);
  await till.stripe.admin.clearFaults();
  await passTime(till);
  // Stripe refuses to refund what is disputed
  await sendDueCalls(till.worker());
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
  expect(await readDispute(till, id)).toMatchObject({ withdrawnMicros: 30_000_000n });
  expect((await holdings()).here).toBe((await holdings()).there);
});

test("a payment that is disputed is not refunded, open or lost; one that was won is", async () => {
  const first = await payFor(till, "20");
  const second = await payFor(till, "30");
  const { id } = await disputeOf(till, second);
  await till.deliver();
  expect(await codeOf(refund("20.01"))).toBe("limit_exceeded");
  await refund("5");
  await till.stripe.admin.closeDispute(id, "lost");
  await till.deliver();
  expect(await codeOf(refund("15.01"))).toBe("limit_exceeded");
  const other = await disputeOf(till, first);
  await till.deliver();
  expect(await codeOf(refund("1"))).toBe("limit_exceeded");
  await till.stripe.admin.closeDispute(other.id, "won");
  await till.deliver();
  // what Stripe makes of it is another matter: it turns it away, and it is put back
  expect(await codeOf(refund("15"))).toBe("none");
  expect(await till.balance("customer_prepaid")).toBe(15_000_000n);
});

test("a part of a payment can be disputed, and what Stripe books late is booked late", async () => {
  const paid = await payFor(till, "30");
  await till.stripe.admin.change({ booksLate: true });
  const { id } = await disputeOf(till, paid, { amount: 1_000 });
  await till.deliver();
  await till.stripe.admin.change({ booksLate: false });
  await passTime(till);
  await reconcilePayments(till.worker());
  expect(await till.balance("customer_prepaid")).toBe(20_000_000n);
  expect(await readDispute(till, id)).toMatchObject({ amountMicros: 10_000_000n, withdrawnMicros: 10_000_000n });
});

test("events that were all lost are made good by the reconciler, once", async () => {
  const paid = await payFor(till, "30");
  const lost = await disputeOf(till, paid);
  await till.stripe.admin.raiseEarlyFraudWarning({ charge: paid.chargeId! });
  await till.stripe.admin.closeDispute(lost.id, "won");
  await reconcilePayments(till.worker());
  expect(await readDispute(till, lost.id)).toMatchObject({ state: "won" });
  expect(await till.balance("customer_prepaid")).toBe(30_000_000n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
  const again = (await reconcilePayments(till.worker())) + (await reconcilePayments(till.worker()));
  expect(again).toBe(0);
});

test("a dispute whose payment nobody here has heard of yet books the payment first", async () => {
  const { topUpId, checkoutUrl } = await till.start("30");
  await till.pay(checkoutUrl);
  const charge = (await till.events()).find(({ type }) => type === "charge.succeeded")!.data.object as { id: string };
  const { id } = await till.stripe.admin.openDispute({ charge: charge.id });
  await till.deliver(/^charge\.dispute/);
  expect(await till.topUp(topUpId)).toMatchObject({ state: "paid" });
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await readDispute(till, id)).toMatchObject({ topUpId });
});

test("a dispute of a payment that is none of ours is told to the desk, and nothing is booked", async () => {
  const stripe = stripeClient();
  const customer = await stripe.customers.create({ name: "Somebody else's" }, { idempotencyKey: newId("req") });
  const own = { customer: customer.id };
  const method = await stripe.paymentMethods.attach("pm_card_visa", own, { idempotencyKey: newId("req") });
  const intent = await stripe.paymentIntents.create(
    {
      amount: 700,
      currency: "usd",
      customer: customer.id,
      payment_method: method.id,
      off_session: true,
      confirm: true,
    },
    { idempotencyKey: newId("req") },
  );
  const { id } = await till.stripe.admin.openDispute({ paymentIntent: intent.id });
  expect(await convergeDispute(till.worker(), id)).toBe("unknown");
  expect(await till.database.db.$count(disputes)).toBe(0);
  expect(await deskNotices(till)).toEqual(["dispute"]);
});

test.each(["arbitration", "appeal_needs_response"])(
  "a dispute that is %s asks for a person, and freezes like an open one",
  async (state) => {
    const { id } = await disputeOf(till, await payFor(till, "30"));
    await till.deliver();
    const [row] = await till.database.db.update(disputes).set({ state }).returning();
    await till.database.db.transaction(async (tx) => {
      await freezeFor(tx, row!, new Date());
      await tellDesk(tx, row!, new Date());
    });
    expect(await till.database.db.select().from(notices).where(eq(notices.severity, "critical"))).toMatchObject([
      { key: `dispute:${row!.id}`, href: `/desk/disputes/${row!.id}` },
    ]);
    expect(await freezesOf(till)).toEqual([row!.id]);
    expect(await codeOf(submit(row!.id, "It was used"))).toBe("precondition_failed");
    expect((await listDisputes(till.desk.ctx, { q: "", filters: ["open"], limit: 10, offset: 0 })).total).toBe(1);
    expect(await readDispute(till, id)).toMatchObject({ state });
  },
);

test("a payment that its bank only asks about can be refunded, which keeps it from being disputed", async () => {
  await disputeOf(till, await payFor(till, "30"));
  await till.deliver();
  await payFor(till, "20");
  const isRefundable = async (state: string) => {
    await till.database.db.update(disputes).set({ state });
    const { organizationId } = till.customer;
    return till.database.db.transaction((tx) => readRefundable(tx, { organizationId, currency: "USD" }, new Date()));
  };
  expect((await isRefundable("warning_needs_response")).payments).toHaveLength(2);
  expect((await isRefundable("needs_response")).payments).toHaveLength(1);
});

test.each([
  [
    "a movement that is said to be more than was booked",
    "UPDATE dispute_movements SET customer_micros = customer_micros - 10000",
    12,
  ],
  ["a movement that is booked and not on file", "DELETE FROM dispute_movements", 12],
  ["sums that are not those of the movements", "UPDATE disputes SET withdrawn_micros = withdrawn_micros + 10000", 12],
  ["more taken from the customer than was paid", "UPDATE top_ups SET amount_micros = 10000000", 13],
])("%s breaks the audit", async (_, damage, number) => {
  const paid = await payFor(till, "30");
  await disputeOf(till, paid);
  await till.deliver();
  expect(await till.brokenBy(damage)).toContain(number);
});
