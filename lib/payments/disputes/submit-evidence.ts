import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { disputeEvidence, disputes, stripeCalls } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { needsAnswer } from "@/lib/core/payments/dispute";
import { EVIDENCE_FIELDS, MOST_EVIDENCE_CHARACTERS } from "@/lib/core/payments/evidence";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { planCall } from "../plan-call";
import { sendStripeCall } from "../send-stripe-call";
import type { Dispute } from "../types";
import { convergeDispute } from "./converge-dispute";
import { type SubmitEvidenceInput, submitEvidenceSchema } from "./schemas";

export type EvidenceState = (typeof disputeEvidence.$inferSelect)["state"];

/**
 * The desk hands a dispute's evidence in, for good: Stripe passes it to the bank once. The row is there before Stripe is asked, by the outbox; the
 * same again answers as before, other words after the first are a conflict. Answers `planned` where Stripe has not answered yet.
 */
export async function submitEvidence(ctx: Context, input: SubmitEvidenceInput): Promise<{ state: EvidenceState }> {
  const { userId } = authorize(ctx, "dispute.manage");
  const { disputeId, ...given } = parseInput(submitEvidenceSchema, input);
  stripeClient();
  const fields = trimmed(given);
  const planned = await ctx.db.transaction(async (tx) => {
    const [dispute] = await tx.select().from(disputes).where(eq(disputes.id, disputeId)).for("no key update");
    if (!dispute) throw notFound("dispute");
    return (await findSame(tx, disputeId, fields)) ?? (await plan(tx, ctx, dispute, fields, userId));
  });
  if (planned.callId && (await sendStripeCall(ctx, planned.callId)) === "done")
    await convergeDispute(ctx, planned.stripeDisputeId);
  const [evidence] = await ctx.db.select().from(disputeEvidence).where(eq(disputeEvidence.id, planned.evidenceId));
  if (evidence!.state === "refused") throw new AppError("conflict", `Stripe did not take it: ${evidence!.failure}`);
  return { state: evidence!.state };
}

function trimmed(given: Omit<SubmitEvidenceInput, "disputeId">): Record<string, string> {
  const kept = EVIDENCE_FIELDS.flatMap((name) => (given[name].trim() ? [[name, given[name].trim()] as const] : []));
  const length = kept.reduce((sum, [, text]) => sum + text.length, 0);
  if (kept.length === 0) throw refuse("Say something: evidence without words loses.");
  if (length > MOST_EVIDENCE_CHARACTERS)
    throw refuse(`All evidence together has ${length} characters, of ${MOST_EVIDENCE_CHARACTERS} at most. Shorten it.`);
  return Object.fromEntries(kept);
}

function refuse(reason: string): AppError {
  return new AppError("invalid_input", reason, { fields: { uncategorized_text: [reason] } });
}

interface Planned {
  evidenceId: string;
  stripeDisputeId: string;
  /** Null where it came to an end already. */
  callId: string | null;
}

async function findSame(tx: Transaction, disputeId: string, fields: Record<string, string>): Promise<Planned | null> {
  const [same] = await tx
    .select({
      id: disputeEvidence.id,
      fields: disputeEvidence.fields,
      callId: stripeCalls.id,
      endedAt: stripeCalls.endedAt,
      stripeDisputeId: disputes.stripeDisputeId,
    })
    .from(disputeEvidence)
    .innerJoin(disputes, eq(disputes.id, disputeEvidence.disputeId))
    .innerJoin(
      stripeCalls,
      and(eq(stripeCalls.kind, "dispute_evidence"), eq(stripeCalls.subjectId, disputeEvidence.id)),
    )
    .where(and(eq(disputeEvidence.disputeId, disputeId), ne(disputeEvidence.state, "refused")));
  if (!same) return null;
  if (EVIDENCE_FIELDS.some((name) => same.fields[name] !== fields[name]))
    throw new AppError("conflict", "Evidence was handed in already, and goes to the bank once.");
  return { evidenceId: same.id, stripeDisputeId: same.stripeDisputeId, callId: same.endedAt ? null : same.callId };
}

async function plan(
  tx: Transaction,
  ctx: Context,
  dispute: Dispute,
  fields: Record<string, string>,
  userId: string,
): Promise<Planned> {
  const at = await databaseNow(tx);
  assertOpen(dispute, at);
  const evidenceId = newId("evi");
  const { id: disputeId, stripeDisputeId, organizationId } = dispute;
  await tx
    .insert(disputeEvidence)
    .values({ id: evidenceId, disputeId, fields, state: "planned", createdBy: userId, createdAt: at });
  const callId = await planCall(tx, "dispute_evidence", evidenceId, at);
  await recordAudit(tx, ctx, {
    action: "dispute.submit_evidence",
    targetId: disputeId,
    organizationId,
    detail: { evidenceId, fields: Object.keys(fields) },
  });
  return { evidenceId, stripeDisputeId, callId };
}

function assertOpen({ state, evidenceSubmittedAt, evidenceDueAt }: Dispute, at: Date): void {
  if (evidenceSubmittedAt !== null)
    throw new AppError("conflict", "Evidence was handed in already, in Stripe's dashboard, and goes to the bank once.");
  if (!needsAnswer(state))
    throw new AppError("precondition_failed", `Stripe asks for no evidence: the dispute is "${state}".`);
  if (evidenceDueAt && evidenceDueAt <= at)
    throw new AppError("precondition_failed", "Its deadline has passed: the bank takes no evidence any more.");
}
