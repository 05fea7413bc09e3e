import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ledgerTransactions, reconciliationDifferences, reconciliations } from "@/db/schema";
import { killAfter } from "@/db/testing/killed";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { Invoicing } from "../testing/invoicing";
import { Reconciling } from "../testing/reconciling";
import { Till } from "../testing/till";
import { bookDifference } from "./book-difference";
import { getReconciliation } from "./queries";
import { reconcileBalance } from "./reconcile-balance";
import { reconcileNow } from "./reconcile-now";

let till: Till;
let books: Reconciling;
beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  books = new Reconciling(till);
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

async function topUp(amount = "25") {
  const started = await till.start(amount);
  await till.pay(started.checkoutUrl);
  await till.deliver();
}

const bank = async () => new Invoicing(till).balance("bank");

test("running it twice changes nothing, and each movement is kept once", async () => {
  await topUp();
  await books.passDays();
  const first = await books.run();
  const second = await books.run();
  expect(second.fetched).toBe(0);
  expect(second.totals).toEqual(first.totals);
  expect(await till.database.db.$count(ledgerTransactions)).toBe(2);
});

test("more pages than one, workers at once, and one that is killed anywhere keep each movement once", async () => {
  await topUp("300");
  for (let i = 0; i < 205; i++)
    await stripeClient().payouts.create({ amount: 100, currency: "usd" }, { idempotencyKey: newId("req") });
  await books.passDays();
  await Promise.all([1, 2, 3].map(() => reconcileBalance(till.worker())));
  expect(await books.runs()).toMatchObject([{ state: "done", fetched: 206, openDifferences: 0 }]);
});

test("a run that was left goes on behind the last page that was kept", async () => {
  await topUp("300");
  for (let i = 0; i < 105; i++)
    await stripeClient().payouts.create({ amount: 100, currency: "usd" }, { idempotencyKey: newId("req") });
  const { data } = await stripeClient().balanceTransactions.list({ limit: 100 });
  await reconcileNow(till.desk.ctx);
  await till.database.db.update(reconciliations).set({ cursor: data.at(-1)!.id });
  await reconcileBalance(till.worker());
  expect(await books.runs()).toMatchObject([{ state: "done", fetched: 6 }]);
  expect(await books.run()).toMatchObject({ state: "done", fetched: 100, openDifferences: 0 });
});

test("Stripe's payouts to our bank are booked as their events come, and booked back where they fail", async () => {
  await topUp("300");
  const payout = await stripeClient().payouts.create(
    { amount: 10_000, currency: "usd" },
    { idempotencyKey: newId("req") },
  );
  await till.deliver();
  expect(await bank()).toBe(-100_000_000n);
  await till.stripe.admin.failPayout(payout.id);
  await till.deliver();
  await till.deliver();
  expect(await bank()).toBe(0n);
  await books.passDays();
  expect(await books.run()).toMatchObject({ openDifferences: 0 });
});

test("what banks take back by disputes, and give back, is matched with its fees", async () => {
  for (const outcome of ["won", "lost"] as const) {
    await topUp("40");
    const [charge] = (await stripeClient().charges.list({ limit: 1 })).data;
    const dispute = await till.stripe.admin.openDispute({ charge: charge!.id });
    await till.deliver();
    await till.stripe.admin.closeDispute(dispute.id, outcome);
    await till.deliver();
  }
  await books.passDays();
  const run = await books.run();
  expect(await books.open()).toEqual([]);
  const adjustments = run.totals.find(({ type }) => type === "adjustment");
  expect(adjustments).toMatchObject({ count: 3, stripeMicros: "-70000000", booksMicros: "-70000000" });
});

test.each([
  ["a booking whose difference is gone", "DELETE FROM reconciliation_differences", 29],
  [
    "a payout that Stripe made of another amount",
    "UPDATE stripe_balance_transactions SET net_micros = net_micros - 1 WHERE type = 'payout'",
    29,
  ],
  ["a payout that Stripe never made", "DELETE FROM stripe_balance_transactions", 29],
  [
    "a fee of another amount",
    "UPDATE stripe_balance_transactions SET net_micros = net_micros - 1 WHERE type = 'stripe_fee'",
    12,
  ],
])("%s breaks the audit", async (_, damage, number) => {
  await topUp("300");
  await stripeClient().payouts.create({ amount: 10_000, currency: "usd" }, { idempotencyKey: newId("req") });
  await till.stripe.admin.chargeFee(250);
  await books.strayPayment(1_000);
  await books.passDays();
  await books.run();
  for (const { id } of await books.open())
    await bookDifference(till.desk.ctx, { differenceId: id, account: "bank", reason: "As Stripe's report says" });
  expect(await till.brokenBy(damage)).toContain(number);
});

test("killed before any statement, the run goes on where it was left and books each thing once", async () => {
  await topUp("300");
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    await stripeClient().payouts.create({ amount: 100, currency: "usd" }, { idempotencyKey: newId("req") });
    await reconcileNow(till.desk.ctx);
    isOver = await killAfter(till.database, points + 1, (ctx) => reconcileBalance(ctx));
    if (isOver && (await books.runs()).some(({ state }) => state !== "done")) isOver = false;
    await till.database.db.execute(sql`UPDATE reconciliations SET leased_until = NULL`);
    await reconcileBalance(till.worker());
    expect(
      (await books.runs()).filter(({ state }) => state !== "done"),
      `killed before ${points + 1}`,
    ).toEqual([]);
    const booked = await till.database.db.$count(ledgerTransactions, eq(ledgerTransactions.kind, "stripe_payout"));
    expect(booked, `killed before ${points + 1}`).toBe(points + 1);
  }
  expect(points).toBeGreaterThan(15);
  expect(await till.database.db.$count(reconciliationDifferences)).toBe(0);
}, 120_000);

test("it is for the desk alone, begins by itself once a day, and says so where Stripe does not answer", async () => {
  for (const verb of [() => reconcileNow(till.customer.ctx), () => getReconciliation(till.customer.ctx)])
    expect(await codeOf(verb())).toBe("forbidden");
  expect(await getReconciliation(till.desk.ctx)).toEqual({ done: null, underWay: null, open: 0, accepted: 0 });
  expect(await reconcileBalance(till.worker())).toBe(1);
  expect(await reconcileBalance(till.worker())).toBe(0);
  await books.passDays();
  await till.stripe.admin.addFaults({
    requests: [{ kind: "error-after", path: "/v1/balance_transactions", count: 1 }],
  });
  expect(await reconcileBalance(till.worker())).toBe(0);
  const { underWay } = await getReconciliation(till.desk.ctx);
  expect(underWay).toMatchObject({ error: expect.stringContaining("Stripe") });
  await books.passDays();
  expect(await reconcileBalance(till.worker())).toBe(1);
});
