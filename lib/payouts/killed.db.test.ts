import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { killAfter } from "@/db/testing/killed";
import { newId } from "@/lib/ids";
import { handleStripeEvents } from "@/lib/payments/handle-stripe-events";
import { PAYOUT_EVENTS } from "./payout-events";
import { planPayouts } from "./plan-payouts";
import { reconcilePayouts } from "./reconcile-payouts";
import { reversePayout } from "./reverse-payout";
import { sendPayouts } from "./send-payouts";
import { Payday } from "./testing/payday";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("DE");
  await payday.fund(90_000_000);
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());

const execute = (query: ReturnType<typeof sql>) => payday.scene.database.db.execute(query);
const latest = async () => (await payday.payouts()).at(-1)!;
const look = async () => {
  await execute(sql`UPDATE payouts SET look_again_at = platform_now() - interval '1 s'`);
  await execute(
    sql`UPDATE stripe_events SET next_attempt_at = platform_now() - interval '1 s' WHERE state = 'received'`,
  );
  await reconcilePayouts(payday.worker());
};

/** The week's payout never was: its movement is taken back, so that the next point begins as this one did. */
async function another(): Promise<void> {
  const { id } = await latest();
  await reversePayout(payday.desk.ctx, {
    payoutId: id,
    amount: "590.51",
    reason: "The next point",
    idempotencyKey: newId("req"),
  });
  await execute(sql`UPDATE payouts SET week = (SELECT min(week) FROM payouts) - 7 WHERE id = ${id}`);
}

test("planned by a worker killed before any statement, a week is planned once", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    isOver = await killAfter(payday.scene.database, points + 1, planPayouts);
    await payday.plan();
    expect(await payday.payouts(), `killed before ${points + 1}`).toHaveLength(1);
    if (!isOver) await execute(sql`DELETE FROM payouts`);
  }
  expect(points).toBeGreaterThan(10);
  expect(await payday.findings()).toEqual([]);
}, 600_000);

test("sent by a worker killed before any statement, it is one transfer and left the payable once", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const payout = await latest();
    const payable = await payday.payable();
    isOver = await killAfter(payday.scene.database, points + 1, sendPayouts);
    await sendPayouts(payday.worker());
    await payday.sendAll();
    await look();
    const made = (await payday.transfers()).filter(({ metadata }) => metadata.payout_id === payout.id);
    expect(made, `killed before ${points + 1}`).toHaveLength(1);
    expect(await latest(), `killed before ${points + 1}`).toMatchObject({ id: payout.id, state: "reconciled" });
    expect(await payday.payable()).toBe(payable - payout.amountMicros);
    if (isOver) continue;
    await another();
    expect(await payday.plan()).toBe(1);
  }
  expect(points).toBeGreaterThan(25);
  expect(await payday.findings()).toEqual([]);
}, 600_000);

test("taken back by a desk killed before any statement, and again with the same key, it is one reversal", async () => {
  const { id: payoutId } = await latest();
  const { actor } = payday.desk;
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const payable = await payday.payable();
    const input = { payoutId, amount: "1", reason: "A wrong host", idempotencyKey: newId("req") };
    isOver = await killAfter(payday.scene.database, points + 1, (ctx) => reversePayout(ctx, input), { actor });
    await reversePayout(payday.desk.ctx, input);
    await payday.sendAll();
    await payday.deliver();
    expect(await payday.payable(), `killed before ${points + 1}`).toBe(payable + 1_000_000n);
  }
  expect(points).toBeGreaterThan(20);
  expect(await payday.findings()).toEqual([]);
}, 600_000);

test("told by events that a worker killed before any statement had in hand, a payout is reconciled", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const { id, number } = await latest();
    await execute(sql`UPDATE payouts SET state = 'sent', ended_at = NULL WHERE id = ${id}`);
    await execute(sql`DELETE FROM stripe_events`);
    await payday.receive();
    isOver = await killAfter(payday.scene.database, points + 1, (ctx) => handleStripeEvents(ctx, PAYOUT_EVENTS));
    await look();
    expect(await latest(), `${number} killed before ${points + 1}`).toMatchObject({ state: "reconciled" });
    if (points > 60) break;
  }
  expect(points).toBeGreaterThan(10);
  expect(await payday.findings()).toEqual([]);
}, 600_000);
