import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { wholeList } from "../api/lists";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { moveBalance } from "./balance";
import { cardOf } from "./cards";

/** How long a bank takes to turn a refund down, or to let it through. */
const bankSeconds = 5;

export function createRefund(world: World, params: Stripe.RefundCreateParams): Stripe.Refund {
  const charge = chargeOf(world, params);
  const left = charge.amount - charge.amount_refunded;
  if (charge.disputed)
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, "charge_disputed");
  if (left === 0) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  }
  const amount = params.amount ?? left;
  if (amount > left) {
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      "amount",
      "charge_amount_too_large",
    );
  }
  const isPending = cardOf(world, charge.payment_method!).refunds === "pending";
  const refund = world.create<Stripe.Refund>("refund", {
    amount,
    charge: charge.id,
    currency: charge.currency,
    customer: idOf(charge.customer),
    metadata: mergeMetadata(null, params.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    status: isPending ? "pending" : "succeeded",
    destination_details: {
      type: "card",
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
    },
    ...(isPending && { pending_reason: "processing" }),
  });
  refund.balance_transaction = moveBalance(world, {
    type: "refund",
    amount: -amount,
    currency: charge.currency,
    source: refund.id,
    description: `REFUND FOR CHARGE (${charge.description ?? charge.id})`,
  }).id;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.emit("refund.created", refund);
  world.emit("charge.refunded", charge);
  return refund;
}

function chargeOf(world: World, params: Stripe.RefundCreateParams): Stripe.Charge {
  if (params.charge) {
    const charge = world.get<Stripe.Charge>("charge", params.charge, "charge");
    if (charge.status === "succeeded") return charge;
    throw invalid(`Charge ${charge.id} was not successful; it cannot be refunded.`, "charge");
  }
  const intent = world.get<Stripe.PaymentIntent>("payment_intent", params.payment_intent!, "payment_intent");
  if (intent.status === "succeeded") return world.get("charge", idOf(intent.latest_charge)!);
  throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, "payment_intent");
}

/** The bank sends the money back to the platform's balance. */
export function failRefund(world: World, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status === "failed" || refund.status === "canceled") throw invalid(`This refund is ${refund.status}.`);
  const charge = world.get<Stripe.Charge>("charge", idOf(refund.charge)!);
  refund.status = "failed";
  refund.failure_reason = "lost_or_stolen_card";
  delete refund.pending_reason;
  refund.failure_balance_transaction = moveBalance(world, {
    type: "refund_failure",
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: `REFUND FAILURE (${charge.id})`,
  }).id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  world.emit("refund.updated", refund);
  world.emit("refund.failed", refund);
  world.emit("charge.refund.updated", refund);
  return refund;
}

/** Banks that take their time answer. */
export function settleRefunds(world: World): void {
  for (const refund of world.list<Stripe.Refund>("refund")) {
    if (refund.created + bankSeconds > world.clock.now() || world.note(refund.id, "settled")) continue;
    world.setNote(refund.id, "settled", true);
    const behaviour = cardOf(world, idOf(refund.payment_method) ?? "").refunds;
    if (behaviour === "fail" && refund.status === "succeeded") failRefund(world, refund);
    if (behaviour === "pending" && refund.status === "pending") {
      refund.status = "succeeded";
      delete refund.pending_reason;
      world.emit("refund.updated", refund);
    }
  }
}

export const refundBehaviours: Behaviours = {
  "POST /v1/refunds": ({ world, params }: Call<Stripe.RefundCreateParams>) => createRefund(world, params),
};

export const refundIncludables = {
  "charge.refunds": (charge: Stripe.Charge, world: World) =>
    wholeList(
      `/v1/charges/${charge.id}/refunds`,
      world.list<Stripe.Refund>("refund").filter((refund) => idOf(refund.charge) === charge.id),
    ),
};
