import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disputes } from "@/db/schema";
import { reconcilePayments } from "../reconcile-payments";
import { sendDueCalls } from "../send-due-calls";
import { disputeOf, passTime, payFor, readDispute, refundFor, sumOf } from "../testing/disputed";
import { Till } from "../testing/till";
import { convergeDispute } from "./converge-dispute";

let till: Till;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
});
afterEach(async () => {
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const refund = (amount: string) => refundFor(till, amount);

test("workers that look at one dispute at once book it once", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  const looks = () => Promise.all(Array.from({ length: 5 }, () => convergeDispute(till.worker(), id)));
  expect((await looks()).filter((one) => one === "changed")).toHaveLength(1);
  expect(await till.balance("customer_prepaid")).toBe(0n);
  await till.stripe.admin.closeDispute(id, "won");
  await looks();
  expect(await till.balance("customer_prepaid")).toBe(30_000_000n);
});

test("a refund and a dispute at once take no more than was paid", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await Promise.allSettled([refund("30"), convergeDispute(till.worker(), id), refund("10")]);
  await passTime(till);
  await sendDueCalls(till.worker());
  await reconcilePayments(till.worker());
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await sumOf(till, "stripe_disputes")).toBe(-15_000_000n);
});

test("a look that began before a newer one does not take its word back, and books what it saw nevertheless", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await convergeDispute(till.worker(), id);
  await till.database.db.update(disputes).set({ state: "under_review", lookedAt: sql`now() + interval '1 minute'` });
  await till.stripe.admin.closeDispute(id, "won");
  await convergeDispute(till.worker(), id);
  expect(await readDispute(till, id)).toMatchObject({ state: "under_review", reinstatedMicros: 30_000_000n });
  expect(await till.balance("customer_prepaid")).toBe(30_000_000n);
  await till.database.db.update(disputes).set({ lookedAt: sql`now() - interval '1 minute'` });
  await passTime(till);
  await reconcilePayments(till.worker());
  expect(await readDispute(till, id)).toMatchObject({ state: "won" });
});
