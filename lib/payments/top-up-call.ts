import type Stripe from "stripe";
import type { stripeCustomers } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { publicOrigin } from "@/lib/env";
import type { TopUp } from "./types";

/** Stripe's least. */
const SESSION_SECONDS = 30 * 60;
/** Infrastructure as a service, business use. */
const TAX_CODE = "txcd_10101000";

/**
 * The hosted page of one top-up. Tax is not added here: it is charged with the usage that the money pays for (ARCHITECTURE.md, Decisions).
 * The card is kept for later payments; methods that cannot be kept are still offered.
 */
export function checkoutRequest(topUp: TopUp, customer: string, at: Date): Stripe.Checkout.SessionCreateParams {
  const { id, organizationId, currency } = topUp;
  const metadata = { top_up_id: id, organization_id: organizationId };
  const page = `${publicOrigin()}/billing/top-ups/${id}`;
  return {
    mode: "payment",
    ui_mode: "hosted_page",
    customer,
    client_reference_id: id,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: Number(toMinorUnits(topUp.amountMicros, currency)),
          product_data: { name: "Prepaid compute", tax_code: TAX_CODE },
        },
      },
    ],
    payment_intent_data: { transfer_group: id, metadata },
    payment_method_options: { card: { setup_future_usage: "off_session" } },
    success_url: page,
    cancel_url: `${page}?left=1`,
    expires_at: Math.floor(at.getTime() / 1_000) + SESSION_SECONDS + 60,
    metadata,
  };
}

type KeptCard = Pick<typeof stripeCustomers.$inferSelect, "stripeCustomerId" | "paymentMethodId">;

/** Nobody is there to be asked: what needs its owner's word is declined, and the owner told. */
export function automaticPayment(topUp: TopUp, card: KeptCard): Stripe.PaymentIntentCreateParams {
  const { id, organizationId, currency, amountMicros } = topUp;
  return {
    amount: Number(toMinorUnits(amountMicros, currency)),
    currency: currency.toLowerCase(),
    customer: card.stripeCustomerId!,
    payment_method: card.paymentMethodId!,
    off_session: true,
    confirm: true,
    transfer_group: id,
    metadata: { top_up_id: id, organization_id: organizationId },
  };
}
