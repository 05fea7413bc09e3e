import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { sendPayouts } from "./send-payouts";
import { setPayoutTerms } from "./set-payout-terms";
import { Payday } from "./testing/payday";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("DE");
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  expect(await payday.findings()).toEqual([]);
});

const latest = async () => (await payday.payouts()).at(-1)!;

test("a payout that waits for money at Stripe does not go to an account that was replaced meanwhile", async () => {
  expect(await payday.plan()).toBe(1);
  await sendPayouts(payday.worker());
  const waiting = await latest();
  expect(waiting.state).toBe("sending");
  const before = await payday.payable();
  const accountId = await payday.account("FR");
  await payday.fund(1_000_000);
  await payday.sendAll();
  expect(await payday.transfers()).toEqual([]);
  expect(await latest()).toMatchObject({
    id: waiting.id,
    state: "failed",
    failure: "Another account was put in force",
  });
  expect(await payday.payable()).toBe(before + waiting.amountMicros);
  expect(await payday.plan()).toBe(1);
  await sendPayouts(payday.worker());
  const { stripeAccountId } = await payday.readAccount(accountId);
  expect(await payday.transfers()).toMatchObject([{ amount: 59_051, destination: stripeAccountId }]);
});

test("nor does it go out while the desk holds the operator's payouts", async () => {
  await payday.earnUntil("2026-02-16T00:20:00Z");
  await payday.stripe.admin.addFaults({
    requests: [{ kind: "drop-before", method: "POST", path: "/v1/transfers", count: 2 }],
  });
  expect(await payday.plan()).toBe(1);
  await sendPayouts(payday.worker());
  await payday.stripe.admin.clearFaults();
  const waiting = await latest();
  expect(waiting.state).toBe("unknown");
  const terms = { organizationId: payday.operator.organizationId, reservePercent: "5", reserveWeeks: 4, minimum: "25" };
  await setPayoutTerms(payday.desk.ctx, { ...terms, heldReason: "Under review" });
  // its outcome is unknown: it is looked up and asked for to the end
  await payday.sendAll();
  expect(await latest()).toMatchObject({ id: waiting.id, state: "sent" });
  await setPayoutTerms(payday.desk.ctx, terms);
  await payday.earnUntil("2026-02-23T00:20:00Z");
  expect(await payday.plan()).toBe(1);
  await drain();
  await sendPayouts(payday.worker());
  const next = await latest();
  expect(next.state).toBe("sending");
  await setPayoutTerms(payday.desk.ctx, { ...terms, heldReason: "Under review" });
  await payday.fund(1_000_000);
  await payday.sendAll();
  expect(await latest()).toMatchObject({ id: next.id, state: "failed", failure: "Held by the desk: Under review" });
});

/** All that Stripe holds for us goes to our bank. */
async function drain(): Promise<void> {
  const { available } = await stripeClient().balance.retrieve();
  const amount = available.find(({ currency }) => currency === "usd")!.amount;
  await stripeClient().payouts.create({ amount, currency: "usd" }, { idempotencyKey: newId("req") });
}
