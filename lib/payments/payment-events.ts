import { convergeCustomer } from "./converge-customer";
import { convergeRefund } from "./converge-refund";
import { convergeTopUp } from "./converge-top-up";
import { convergeDispute } from "./disputes/converge-dispute";
import { convergeFraudWarning } from "./disputes/converge-fraud-warning";
import type { EventReader } from "./event-reader";
import { invoiceEvents } from "./invoices/invoice-events";
import { stripePayoutEvents } from "./reconciliation/payout-events";
import type { StripeEvent } from "./types";

const topUpEvents: EventReader = {
  about: /^(checkout\.session\.|payment_intent\.|charge\.(succeeded|failed|updated)$)/,
  subjectOf: ({ topUpId }) => topUpId,
  async look(ctx, { topUpId }) {
    if (topUpId === null) return false;
    await convergeTopUp(ctx, topUpId);
    return true;
  },
};

const refundEvents: EventReader = {
  about: /^(refund\.|charge\.refund\.updated$)/,
  subjectOf: ({ refundId }) => refundId,
  async look(ctx, { refundId }) {
    if (refundId === null) return false;
    await convergeRefund(ctx, refundId);
    return true;
  },
};

/** What customers change in Stripe's portal, and the cards that payments leave with them. */
const customerEvents: EventReader = {
  about: /^(customer\.(updated|deleted|tax_id\..+)|payment_method\..+|setup_intent\.succeeded)$/,
  subjectOf: customerOf,
  look: (ctx, event) => convergeCustomer(ctx, customerOf(event)),
};

/** Of a card that was taken away only the event still says whose it was. */
function customerOf({ payload, type, objectId }: StripeEvent): string | null {
  const { object, previous_attributes: before } = payload.data as {
    object: { customer?: unknown };
    previous_attributes?: { customer?: unknown } | null;
  };
  if (/^customer\.(updated|deleted)$/.test(type)) return objectId;
  const customer = object.customer ?? before?.customer ?? null;
  return typeof customer === "string" ? customer : ((customer as { id?: string } | null)?.id ?? null);
}

const disputeEvents: EventReader = {
  about: /^charge\.dispute\./,
  subjectOf: ({ objectId }) => objectId,
  look: async (ctx, { objectId }) => objectId !== null && (await convergeDispute(ctx, objectId)) !== "unknown",
};

const fraudWarningEvents: EventReader = {
  about: /^radar\.early_fraud_warning\./,
  look: async (ctx, { objectId }) => objectId !== null && (await convergeFraudWarning(ctx, objectId)) !== "unknown",
};

/** Events that this domain acts on; payouts has its own, and the worker knows both. */
export const PAYMENT_EVENTS: EventReader[] = [
  topUpEvents,
  refundEvents,
  customerEvents,
  disputeEvents,
  fraudWarningEvents,
  invoiceEvents,
  stripePayoutEvents,
];
