import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disputes } from "@/db/schema";
import { codeOf } from "@/db/testing/refusal";
import { stripeClient } from "@/lib/stripe/client";
import { reconcilePayments } from "../reconcile-payments";
import { deskNotices, disputeOf, evidenceOf, payFor, readDispute } from "../testing/disputed";
import { Till } from "../testing/till";
import { getDispute, getDisputesSummary, listDisputes, listOwnDisputeStates } from "./dispute-queries";
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

const submit = (disputeId: string, text: string, ctx = till.desk.ctx) =>
  submitEvidence(ctx, evidenceOf(disputeId, text));

test("the desk is told once more when two days are left and no evidence was handed in", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  expect(await deskNotices(till)).toEqual(["dispute"]);
  await till.database.db.update(disputes).set({ evidenceDueAt: sql`now() + interval '47 hours'` });
  await reconcilePayments(till.worker());
  expect(await deskNotices(till)).toEqual(["dispute", "dispute_due"]);
  await submit((await readDispute(till, id))!.id, "It was used.");
  await till.deliver();
  expect(await deskNotices(till)).toEqual([]);
});

test("a draft says what ran; what is handed in is what a person made of it, once", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  const { id: disputeId } = (await readDispute(till, id))!;
  const { draft } = await getDispute(till.desk.ctx, { disputeId });
  expect(draft.customer_email_address).toBe(till.customer.email);
  expect(draft.uncategorized_text).toContain(paid.id);
  expect(draft.access_activity_log).toContain("signed in to the console");
  expect(await codeOf(submit(disputeId, "  "))).toBe("invalid_input");
  await submitEvidence(till.desk.ctx, { ...draft, disputeId, uncategorized_text: "It was used." });
  const theirs = await stripeClient().disputes.retrieve(id);
  expect(theirs).toMatchObject({ status: "under_review" });
  expect(theirs.evidence).toMatchObject({ uncategorized_text: "It was used.", customer_name: draft.customer_name });
  await submitEvidence(till.desk.ctx, { ...draft, disputeId, uncategorized_text: "It was used." });
  expect(await codeOf(submit(disputeId, "Something else"))).toBe("conflict");
  expect((await stripeClient().disputes.retrieve(id)).evidence_details.submission_count).toBe(1);
});

test("evidence is the desk owner's to hand in; disputes are the desk's to see, and none that is not there", async () => {
  const paid = await payFor(till, "30");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  const { id: disputeId } = (await readDispute(till, id))!;
  expect(await codeOf(submit(disputeId, "Mine", till.customer.ctx))).toBe("forbidden");
  expect(await codeOf(getDispute(till.customer.ctx, { disputeId }))).toBe("forbidden");
  expect(await codeOf(getDispute(till.desk.ctx, { disputeId: "dsp_nothing" }))).toBe("not_found");
  expect(await codeOf(submit("dsp_nothing", "Mine"))).toBe("not_found");
  expect(await getDisputesSummary(till.desk.ctx)).toEqual({ open: 1, waiting: 1, warnings: 0 });
  const page = { q: till.customer.actor.organizationName.slice(0, 12), filters: ["lost"], limit: 10, offset: 0 };
  expect((await listDisputes(till.desk.ctx, page)).total).toBe(0);
  expect((await listDisputes(till.desk.ctx, { ...page, filters: [] })).total).toBe(1);
  expect(await listOwnDisputeStates(till.customer.ctx, [paid.id])).toEqual(new Map([[paid.id, "needs_response"]]));
  expect(await listOwnDisputeStates(till.desk.ctx, [paid.id])).toEqual(new Map());
});
