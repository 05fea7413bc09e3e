import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { moveBalance } from "./balance";

const disputeFee = 1_500;
const answerSeconds = 7 * 86_400;

interface DisputeInput {
  reason?: string;
  /** The whole charge by default. */
  amount?: number;
}

/** A cardholder disputes a charge: the bank takes the money at once, and Stripe its fee. */
export function openDispute(world: World, charge: Stripe.Charge, { reason, amount }: DisputeInput): Stripe.Dispute {
  if (charge.disputed) throw invalid("This charge has been disputed already.", "charge");
  if (charge.status !== "succeeded") throw invalid("Only a charge that succeeded can be disputed.", "charge");
  const dispute = world.create<Stripe.Dispute>("dispute", {
    amount: amount ?? charge.amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: idOf(charge.payment_intent),
    reason: reason ?? "fraudulent",
    status: "needs_response",
    metadata: {},
    network_reason_code: "10.4",
    evidence_details: {
      due_by: world.clock.now() + answerSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
  });
  charge.disputed = true;
  const withdrawal = moveBalance(world, {
    type: "adjustment",
    amount: -dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    fee: disputeFee,
    description: `Chargeback withdrawal for ${charge.id}`,
    reportingCategory: "dispute",
  });
  dispute.balance_transactions = [withdrawal];
  world.emit("charge.dispute.created", dispute);
  world.emit("charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** `won` brings the amount back, not the fee; `lost` leaves things as they are. */
export function closeDispute(world: World, dispute: Stripe.Dispute, outcome: "won" | "lost"): Stripe.Dispute {
  if (dispute.status === "won" || dispute.status === "lost") throw invalid("This dispute is already closed.");
  dispute.status = outcome;
  if (outcome === "won") {
    const reinstatement = moveBalance(world, {
      type: "adjustment",
      amount: dispute.amount,
      currency: dispute.currency,
      source: dispute.id,
      description: `Chargeback reversal for ${idOf(dispute.charge)}`,
      reportingCategory: "dispute_reversal",
    });
    dispute.balance_transactions = [...dispute.balance_transactions, reinstatement];
    world.emit("charge.dispute.funds_reinstated", dispute);
  }
  world.emit("charge.dispute.closed", dispute);
  return dispute;
}

/** Stripe's test evidence `winning_evidence` and `losing_evidence` decides a dispute as soon as it is submitted. */
function updateDispute({ world, id, params }: Call<Stripe.DisputeUpdateParams>): Stripe.Dispute {
  const dispute = world.get<Stripe.Dispute>("dispute", id);
  if (params.evidence && dispute.status !== "needs_response") {
    throw invalid("This dispute's evidence has already been submitted and cannot be changed.", "evidence");
  }
  const evidence = Object.entries(params.evidence ?? {}).map(([name, value]) => [name, value === "" ? null : value]);
  Object.assign(dispute.evidence, Object.fromEntries(evidence));
  dispute.metadata = mergeMetadata(dispute.metadata, params.metadata);
  if (evidence.length > 0) dispute.evidence_details.has_evidence = true;
  const isSubmitted = params.submit ?? evidence.length > 0;
  if (isSubmitted && evidence.length > 0) {
    dispute.status = "under_review";
    dispute.evidence_details.submission_count += 1;
    dispute.evidence_details.submission_method = "manual";
  }
  world.emit("charge.dispute.updated", dispute);
  if (dispute.status !== "under_review") return dispute;
  if (params.evidence?.uncategorized_text === "winning_evidence") closeDispute(world, dispute, "won");
  if (params.evidence?.uncategorized_text === "losing_evidence") closeDispute(world, dispute, "lost");
  return dispute;
}

/** An unanswered dispute is lost on its last day. */
export function loseOverdueDisputes(world: World): void {
  for (const dispute of world.list<Stripe.Dispute>("dispute")) {
    const { due_by: dueBy } = dispute.evidence_details;
    if (dispute.status !== "needs_response" || !dueBy || dueBy > world.clock.now()) continue;
    dispute.evidence_details.past_due = true;
    closeDispute(world, dispute, "lost");
  }
}

export function raiseEarlyFraudWarning(
  world: World,
  charge: Stripe.Charge,
  fraudType: string,
): Stripe.Radar.EarlyFraudWarning {
  const warning = world.create<Stripe.Radar.EarlyFraudWarning>("radar.early_fraud_warning", {
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    fraud_type: fraudType,
    ...(charge.payment_intent && { payment_intent: idOf(charge.payment_intent)! }),
  });
  world.emit("radar.early_fraud_warning.created", warning);
  return warning;
}

export const disputeBehaviours: Behaviours = {
  "POST /v1/disputes/{id}": updateDispute,
  "POST /v1/disputes/{id}/close": ({ world, id }: Call) => closeDispute(world, world.get("dispute", id), "lost"),
};
