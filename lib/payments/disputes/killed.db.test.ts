import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disputeEvidence, refunds } from "@/db/schema";
import { killAfter } from "@/db/testing/killed";
import { stripeClient } from "@/lib/stripe/client";
import { handleStripeEvents } from "../handle-stripe-events";
import { sendDueCalls } from "../send-due-calls";
import {
  disputeOf,
  evidenceOf,
  freezesOf,
  passTime,
  payFor,
  readDispute,
  sumOf,
  warningsOf,
} from "../testing/disputed";
import { Till } from "../testing/till";
import { decideFraudWarning } from "./decide-fraud-warning";
import { submitEvidence } from "./submit-evidence";

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

const input = (disputeId: string) => evidenceOf(disputeId, "It was used.");

test("a dispute whose events are handled by a worker killed before any statement is booked once", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    await passTime(till);
    const { id } = await disputeOf(till, await payFor(till, "5"));
    await till.receive();
    isOver = await killAfter(till.database, points + 1, handleStripeEvents);
    await passTime(till);
    await till.handleAll();
    const at = `killed before ${points + 1}`;
    expect(await readDispute(till, id), at).toMatchObject({ state: "needs_response", withdrawnMicros: 5_000_000n });
    expect(await till.balance("customer_prepaid"), at).toBe(0n);
    expect(await sumOf(till, "stripe_disputes"), at).toBe(BigInt(points + 1) * -15_000_000n);
    expect(await freezesOf(till), at).toHaveLength(points + 1);
  }
  expect(points).toBeGreaterThan(25);
}, 600_000);

test("evidence that a desk hands in which is killed before any statement is handed in once when it is asked again", async () => {
  let points = 0;
  const { actor } = till.desk;
  for (let isOver = false; !isOver; points++) {
    await passTime(till);
    const { id } = await disputeOf(till, await payFor(till, "5"));
    await till.deliver();
    const { id: disputeId } = (await readDispute(till, id))!;
    isOver = await killAfter(till.database, points + 1, (ctx) => submitEvidence(ctx, input(disputeId)), { actor });
    await passTime(till);
    await submitEvidence(till.desk.ctx, input(disputeId));
    await passTime(till);
    await sendDueCalls(till.worker());
    const at = `killed before ${points + 1}`;
    const theirs = await stripeClient().disputes.retrieve(id);
    expect(theirs.evidence_details.submission_count, at).toBe(1);
    expect(theirs.evidence.uncategorized_text, at).toBe("It was used.");
    const rows = await till.database.db.select().from(disputeEvidence).where(eq(disputeEvidence.disputeId, disputeId));
    expect(rows, at).toMatchObject([{ state: "submitted" }]);
    await till.deliver();
    expect(await readDispute(till, id), at).toMatchObject({ state: "under_review" });
  }
  expect(points).toBeGreaterThan(20);
}, 600_000);

test.each(["drop-before", "drop-after", "error-after", "rate-limit", "conflict"] as const)(
  "an answer to evidence that fails to come (%s) leaves it handed in once, as soon as Stripe is well again",
  async (kind) => {
    const { id } = await disputeOf(till, await payFor(till, "5"));
    await till.deliver();
    const { id: disputeId } = (await readDispute(till, id))!;
    await till.stripe.admin.addFaults({ requests: [{ kind, method: "POST", path: `/v1/disputes/${id}`, count: 2 }] });
    expect(await submitEvidence(till.desk.ctx, input(disputeId))).toEqual({ state: "planned" });
    await till.stripe.admin.clearFaults();
    for (let round = 0; round < 3; round++) {
      await passTime(till);
      await sendDueCalls(till.worker());
    }
    expect(await submitEvidence(till.desk.ctx, input(disputeId))).toEqual({ state: "submitted" });
    await till.deliver();
    const theirs = await stripeClient().disputes.retrieve(id);
    expect(theirs.evidence_details.submission_count).toBe(1);
    expect(await readDispute(till, id)).toMatchObject({ state: "under_review" });
  },
);

test("a warning that a desk killed before any statement decides is refunded once when it is decided again", async () => {
  let points = 0;
  const { actor } = till.desk;
  for (let isOver = false; !isOver; points++) {
    await passTime(till);
    const paid = await payFor(till, "5");
    await till.stripe.admin.raiseEarlyFraudWarning({ charge: paid.chargeId! });
    await till.deliver();
    const warning = (await warningsOf(till)).find(({ topUpId }) => topUpId === paid.id)!;
    const decided = { warningId: warning.id, decision: "refunded", reason: "A stolen card" } as const;
    isOver = await killAfter(till.database, points + 1, (ctx) => decideFraudWarning(ctx, decided), { actor });
    await passTime(till);
    await decideFraudWarning(till.desk.ctx, decided);
    await passTime(till);
    await sendDueCalls(till.worker());
    await till.deliver();
    const at = `killed before ${points + 1}`;
    const made = await till.database.db.select().from(refunds).where(eq(refunds.topUpId, paid.id));
    expect(made, at).toMatchObject([{ amountMicros: 5_000_000n, state: "succeeded" }]);
    expect(await till.balance("customer_prepaid"), at).toBe(0n);
  }
  expect((await freezesOf(till)).every((key) => key.endsWith(" lifted"))).toBe(true);
  expect(points).toBeGreaterThan(30);
}, 600_000);
