import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ledgerTransactions, refunds, stripeBalanceTransactions } from "@/db/schema";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { refundCustomer } from "../refund-customer";
import { Invoicing } from "../testing/invoicing";
import { Reconciling } from "../testing/reconciling";
import { Till } from "../testing/till";
import { bookDifference } from "./book-difference";
import { lookAgain } from "./look-again";
import { getReconciliation } from "./queries";

let till: Till;
let books: Reconciling;
/** Invariants that a test breaks on purpose. */
let broken: number[];

beforeEach(async () => {
  broken = [];
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  books = new Reconciling(till);
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  const findings = (await till.findings()).filter(
    (one) => !broken.includes((one as { invariant?: { number: number } }).invariant?.number ?? -1),
  );
  expect(findings).toEqual([]);
  await till.close();
});

async function topUp(amount = "25", delivered = true) {
  const started = await till.start(amount);
  await till.pay(started.checkoutUrl);
  if (delivered) await till.deliver();
  return started.topUpId;
}

const giveBack = (amount: string) =>
  refundCustomer(till.desk.ctx, {
    organizationId: till.customer.organizationId,
    amount,
    reason: "Moved away",
    idempotencyKey: newId("req"),
  });

const byType = (totals: { type: string; stripeMicros: string; booksMicros: string }[]) =>
  Object.fromEntries(
    totals.map(({ type, stripeMicros, booksMicros }) => [
      type,
      [Number(stripeMicros) / 1e6, Number(booksMicros) / 1e6],
    ]),
  );

test("a month of payments, refunds, invoices, transfers, fees and payouts reconciles to zero, and Stripe's balance is the books'", async () => {
  await topUp("100");
  await topUp("200");
  await giveBack("30");
  const [sent] = await till.database.db.select().from(refunds);
  await giveBack("20");
  await till.stripe.admin.failRefund(sent!.stripeRefundId!);
  await till.deliver();
  const invoicing = new Invoicing(till);
  await invoicing.allowCredit();
  await till.pay((await invoicing.open(400_000_000n)).hostedUrl);
  await till.deliver();
  const { payoutId, transferId } = await books.transfer(5_000);
  await books.book("payout", -50_000_000n, payoutId);
  const reversal = await stripeClient().transfers.createReversal(
    transferId,
    { amount: 2_000 },
    { idempotencyKey: newId("req") },
  );
  await books.book("payout_reversed", 20_000_000n, reversal.id);
  broken = [20];
  await stripeClient().payouts.create({ amount: 10_000, currency: "usd" }, { idempotencyKey: newId("req") });
  const failing = await stripeClient().payouts.create(
    { amount: 7_000, currency: "usd" },
    { idempotencyKey: newId("req") },
  );
  await till.stripe.admin.failPayout(failing.id);
  await till.deliver();
  await books.passDays();
  const run = await books.run();
  expect(await books.open()).toEqual([]);
  expect(run).toMatchObject({ state: "done", openDifferences: 0 });
  for (const [type, [stripe, own]] of Object.entries(byType(run.totals))) expect(own, type).toBe(stripe);
  expect(byType(run.totals)).toMatchObject({ payout: [-170, -170], payout_failure: [70, 70], transfer: [-50, -50] });
  const [usd] = run.balances;
  expect(BigInt(usd!.availableMicros) + BigInt(usd!.pendingMicros)).toBe(BigInt(usd!.booksMicros));
  expect(await books.noticed()).toBe(0);
});

test("a payment whose events were lost is in no book: looked at again, it is", async () => {
  await topUp("25", false);
  await books.passDays();
  await books.run();
  const [lost] = await books.open();
  expect(lost).toMatchObject({ kind: "missing_in_books", type: "charge", stripeMicros: 23_970_000n, booksMicros: 0n });
  expect(await books.noticed()).toBe(1);
  expect(await lookAgain(till.desk.ctx, { differenceId: lost!.id })).toEqual({ isGone: true });
  expect(await till.balance("customer_prepaid")).toBe(25_000_000n);
  expect(await books.open()).toEqual([]);
  expect(await books.noticed()).toBe(0);
});

test("an invoice's payment whose events were lost is found by what it paid", async () => {
  const invoicing = new Invoicing(till);
  await invoicing.allowCredit();
  const invoice = await invoicing.open(40_000_000n);
  await till.pay(invoice.hostedUrl);
  await books.passDays();
  await books.run();
  const [lost] = await books.open();
  expect(await lookAgain(till.desk.ctx, { differenceId: lost!.id })).toEqual({ isGone: true });
  expect((await invoicing.read(invoice.id)).state).toBe("paid");
});

test("what is in the books and not at Stripe is listed when it is late, and taken back by a booking", async () => {
  await topUp();
  await books.book("manual_adjustment", 9_000_000n);
  await books.run();
  expect(await books.open()).toEqual([]);
  await books.passDays();
  await books.run();
  const [alone] = await books.open();
  expect(alone).toMatchObject({ kind: "missing_at_stripe", stripeMicros: 0n, booksMicros: 9_000_000n });
  await bookDifference(till.desk.ctx, { differenceId: alone!.id, account: "rounding", reason: "Booked by mistake" });
  const run = await books.run();
  expect(await books.open()).toEqual([]);
  const [usd] = run.balances;
  expect(BigInt(usd!.availableMicros) + BigInt(usd!.pendingMicros)).toBe(BigInt(usd!.booksMicros));
});

test("what is booked twice or of another amount differs, until the books take what Stripe has", async () => {
  const topUpId = await topUp();
  await till.database.db.execute(sql`SELECT post_transaction('top_up', ${topUpId}, 1, now(), NULL, NULL::bigint,
    ARRAY[min(number) FILTER (WHERE kind = 'stripe_clearing'), min(number) FILTER (WHERE kind = 'customer_prepaid')]::int[], ARRAY['USD', 'USD'],
    ARRAY[-25000000, 25000000]::bigint[], ARRAY[1, 2]) FROM ledger_accounts`);
  broken = [12];
  await books.passDays();
  await books.run();
  const [twice] = await books.open();
  expect(twice).toMatchObject({
    kind: "amount_differs",
    stripeMicros: 23_970_000n,
    booksMicros: 48_970_000n,
    aboutId: topUpId,
  });
  await bookDifference(till.desk.ctx, {
    differenceId: twice!.id,
    account: "bad_debt",
    reason: "Credited twice by a person",
  });
  expect(await books.open()).toEqual([]);
});

test("a fee that Stripe takes by itself is booked as a fee, with the reason", async () => {
  await topUp();
  const rows = await till.database.db.select().from(stripeBalanceTransactions);
  expect(rows).toEqual([]);
  await till.stripe.admin.chargeFee(250);
  await books.passDays();
  await books.run();
  const [fee] = await books.open();
  expect(fee).toMatchObject({ kind: "missing_in_books", type: "stripe_fee", stripeMicros: -2_500_000n });
  await bookDifference(till.desk.ctx, { differenceId: fee!.id, account: "bank", reason: "Radar, for October" });
  const booked = await till.database.db
    .select()
    .from(ledgerTransactions)
    .where(eq(ledgerTransactions.ref, fee!.subject));
  expect(booked).toMatchObject([{ kind: "stripe_fee", memo: "Radar, for October" }]);
  const { done } = await getReconciliation(till.desk.ctx);
  expect(byType(done!.totals).stripe_fee).toEqual([-2.5, -2.5]);
  expect(await books.open()).toEqual([]);
});

test("a movement that Stripe lists late is no difference meanwhile, and agrees when it is there", async () => {
  await till.stripe.admin.change({ booksLate: true });
  const topUpId = await topUp();
  await books.run();
  expect(await books.open()).toEqual([]);
  await till.stripe.admin.change({ booksLate: false });
  await till.stripe.admin.advance(60);
  await books.run();
  expect(await books.open()).toEqual([]);
  await till.deliver();
  await books.passDays();
  await books.run();
  expect(await books.open()).toEqual([]);
  expect((await till.topUp(topUpId)).feeMicros).toBe(1_030_000n);
});

test("a refund that Stripe never heard of and a payout of ours that failed are nothing", async () => {
  await topUp();
  await books.book("refund_failed", 3_000_000n, "ref_1");
  await books.book("refund", -3_000_000n, "ref_1");
  broken = [12];
  await books.passDays();
  await books.run();
  expect(await books.open()).toEqual([]);
});
