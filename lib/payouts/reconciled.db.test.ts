import { desc } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconciliations } from "@/db/schema";
import { newId } from "@/lib/ids";
import { reconcileBalance } from "@/lib/payments/reconciliation/reconcile-balance";
import { reversePayout } from "./reverse-payout";
import { sendPayouts } from "./send-payouts";
import { Payday } from "./testing/payday";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
});
afterAll(() => payday.close());

test("a payout and what was taken back of it are found at Stripe by what they were booked under", async () => {
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("DE");
  await payday.plan();
  await payday.fund(100_000);
  const [payout] = await payday.payouts();
  await sendPayouts(payday.worker());
  await payday.sendAll();
  await payday.deliver();
  const input = { payoutId: payout!.id, amount: "20", reason: "Paid for hours that never were" };
  await reversePayout(payday.desk.ctx, { ...input, idempotencyKey: newId("req") });
  await payday.sendAll();
  await payday.deliver();
  expect(await reconcileBalance(payday.worker())).toBe(1);
  const [run] = await payday.scene.database.db
    .select()
    .from(reconciliations)
    .orderBy(desc(reconciliations.startedAt))
    .limit(1);
  const totals = Object.fromEntries(
    run!.totals.map(({ type, stripeMicros, booksMicros }) => [type, [stripeMicros, booksMicros]]),
  );
  expect(totals).toMatchObject({
    transfer: [String(-payout!.amountMicros), String(-payout!.amountMicros)],
    transfer_refund: ["20000000", "20000000"],
  });
  expect(totals.not_at_stripe).toBeUndefined();
  expect(await payday.findings()).toEqual([]);
});
