import { eq, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { disputeEvidence, disputes } from "@/db/schema";
import { type CallKind, under } from "./call-kind";

interface EvidenceRequest {
  dispute: string;
  evidence: Record<string, string>;
  metadata: Record<string, string>;
}

const read = (request: unknown) => request as EvidenceRequest;

/** Hands evidence in for good. The dispute itself says by its metadata whose evidence it has. */
export const disputeEvidenceCall: CallKind<Stripe.Dispute> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ evidence: disputeEvidence, dispute: disputes })
      .from(disputeEvidence)
      .innerJoin(disputes, eq(disputes.id, disputeEvidence.disputeId))
      .where(eq(disputeEvidence.id, call.subjectId));
    if (!found) return null;
    const { id, organizationId, stripeDisputeId } = found.dispute;
    const metadata = { evidence_id: call.subjectId, dispute_id: id, organization_id: organizationId };
    return { dispute: stripeDisputeId, evidence: found.evidence.fields, metadata };
  },
  send(stripe, call) {
    const { dispute, evidence, metadata } = read(call.request);
    return stripe.disputes.update(dispute, { evidence, metadata, submit: true }, under(call));
  },
  async find(stripe, call) {
    const dispute = await stripe.disputes.retrieve(read(call.request).dispute);
    return dispute.metadata.evidence_id === call.subjectId ? dispute : null;
  },
  async apply(tx, call, _, at) {
    const [evidence] = await tx
      .update(disputeEvidence)
      .set({ state: "submitted", endedAt: at })
      .where(eq(disputeEvidence.id, call.subjectId))
      .returning();
    await tx
      .update(disputes)
      .set({
        evidenceSubmittedAt: sql`coalesce(${disputes.evidenceSubmittedAt}, ${at.toISOString()}::timestamptz)`,
        lookAgainAt: at,
      })
      .where(eq(disputes.id, evidence!.disputeId));
  },
  async refused(tx, call, reason, at) {
    await tx
      .update(disputeEvidence)
      .set({ state: "refused", failure: reason, endedAt: at })
      .where(eq(disputeEvidence.id, call.subjectId));
  },
};
