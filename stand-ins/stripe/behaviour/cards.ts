import type Stripe from "stripe";
import type { World } from "../api/world";
import { invalid } from "../refusal";

/** Stripe's own test cards, by what they do. */
export interface TestCard {
  token: string;
  number: string;
  brand: string;
  label: string;
  /** Declined whenever it is charged. */
  decline?: string;
  /** `always`: the bank asks at every payment, so that none succeeds off session. */
  threeDSecure?: "always";
  /** What happens by itself after a successful payment. */
  aftermath?: "dispute" | "inquiry" | "early-fraud-warning";
  /** Refunds: accepted, then failing; or pending, then succeeding. */
  refunds?: "fail" | "pending";
  /** Its payments are available at once. */
  bypassesPending?: boolean;
  /** Can be attached although it is declined when charged. */
  attachable?: boolean;
}

export const testCards: TestCard[] = [
  { token: "pm_card_visa", number: "4242424242424242", brand: "visa", label: "Succeeds" },
  { token: "pm_card_mastercard", number: "5555555555554444", brand: "mastercard", label: "Succeeds (Mastercard)" },
  {
    token: "pm_card_bypassPending",
    number: "4000000000000077",
    brand: "visa",
    label: "Succeeds, available at once",
    bypassesPending: true,
  },
  {
    token: "pm_card_chargeDeclined",
    number: "4000000000000002",
    brand: "visa",
    label: "Declined",
    decline: "generic_decline",
  },
  {
    token: "pm_card_chargeDeclinedInsufficientFunds",
    number: "4000000000009995",
    brand: "visa",
    label: "Declined, insufficient funds",
    decline: "insufficient_funds",
  },
  {
    token: "pm_card_chargeCustomerFail",
    number: "4000000000000341",
    brand: "visa",
    label: "Can be saved, then is declined",
    decline: "generic_decline",
    attachable: true,
  },
  {
    token: "pm_card_authenticationRequired",
    number: "4000002760003184",
    brand: "visa",
    label: "Asks for 3-D Secure every time",
    threeDSecure: "always",
  },
  {
    token: "pm_card_createDispute",
    number: "4000000000000259",
    brand: "visa",
    label: "Succeeds, then is disputed",
    aftermath: "dispute",
  },
  {
    token: "pm_card_createIssuerFraudRecord",
    number: "4000000000005423",
    brand: "visa",
    label: "Succeeds, then raises an early fraud warning",
    aftermath: "early-fraud-warning",
  },
  {
    token: "pm_card_refundFail",
    number: "4000000000005126",
    brand: "visa",
    label: "Succeeds, its refunds fail",
    refunds: "fail",
  },
  {
    token: "pm_card_pendingRefund",
    number: "4000000000007726",
    brand: "visa",
    label: "Succeeds, its refunds take time",
    refunds: "pending",
  },
];

const aliases: Record<string, string> = {
  pm_card_visa_chargeDeclined: "pm_card_chargeDeclined",
  pm_card_visa_chargeDeclinedInsufficientFunds: "pm_card_chargeDeclinedInsufficientFunds",
};

export const cardByToken = (token: string): TestCard | undefined =>
  testCards.find((card) => card.token === (aliases[token] ?? token));

export const cardByNumber = (number: string): TestCard | undefined =>
  testCards.find((card) => card.number === number.replaceAll(" ", ""));

/** What stands behind a payment method that was made from a test card. */
export const cardOf = (world: World, paymentMethodId: string): TestCard => {
  const token = world.note<string>(paymentMethodId, "card");
  return cardByToken(token ?? "pm_card_visa") ?? testCards[0]!;
};

export function createCard(world: World, card: TestCard, billing: Partial<Stripe.PaymentMethod.BillingDetails> = {}) {
  const method = world.create<Stripe.PaymentMethod>("payment_method", {
    type: "card",
    metadata: {},
    allow_redisplay: "unspecified",
    billing_details: world.part("PaymentMethods.PaymentMethod.BillingDetails", billing),
    card: world.part<Stripe.PaymentMethod.Card>("PaymentMethods.PaymentMethod.Card", {
      brand: card.brand,
      display_brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      exp_month: 12,
      exp_year: new Date(world.clock.nowMs()).getUTCFullYear() + 3,
      fingerprint: Buffer.from(card.number).toString("base64url").slice(0, 16),
      funding: "credit",
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      three_d_secure_usage: { supported: true },
    }),
  });
  world.setNote(method.id, "card", card.token);
  return method;
}

/** A payment method by its id; a test token such as `pm_card_visa` makes a new one each time, as with Stripe. */
export function takePaymentMethod(world: World, id: string): Stripe.PaymentMethod {
  const card = cardByToken(id);
  if (card) return createCard(world, card);
  const method = world.get<Stripe.PaymentMethod>("payment_method", id, "payment_method");
  if (world.note<boolean>(id, "detached")) {
    throw invalid(
      "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again.",
      "payment_method",
    );
  }
  return method;
}
