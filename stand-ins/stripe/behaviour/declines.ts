import type Stripe from "stripe";
import { Refusal } from "../refusal";

const messages: Record<string, string> = {
  generic_decline: "Your card was declined.",
  insufficient_funds: "Your card has insufficient funds.",
  authentication_required: "Your card was declined. This transaction requires authentication.",
};

export interface Decline {
  code: "card_declined" | "authentication_required";
  declineCode: string;
  message: string;
}

export const declineBecause = (declineCode: string): Decline => ({
  code: declineCode === "authentication_required" ? "authentication_required" : "card_declined",
  declineCode,
  message: messages[declineCode] ?? "Your card was declined.",
});

/** The 402 that a card's bank causes; `about` is what was tried. */
export function declined(
  decline: Decline,
  about: { payment_intent?: Stripe.PaymentIntent; setup_intent?: Stripe.SetupIntent; charge?: string } = {},
): Refusal {
  return new Refusal(402, {
    type: "card_error",
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    ...structuredClone(about),
  });
}
