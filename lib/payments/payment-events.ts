import { convergeRefund } from "./converge-refund";
import { convergeTopUp } from "./converge-top-up";
import type { EventReader } from "./event-reader";
import { invoiceEvents } from "./invoices/invoice-events";
import { stripePayoutEvents } from "./reconciliation/payout-events";

const topUpEvents: EventReader = {
  about: /^(checkout\.session\.|payment_intent\.|charge\.(succeeded|failed|updated)$)/,
  async look(ctx, { topUpId }) {
    if (topUpId === null) return false;
    await convergeTopUp(ctx, topUpId);
    return true;
  },
};

const refundEvents: EventReader = {
  about: /^(refund\.|charge\.refund\.updated$)/,
  async look(ctx, { refundId }) {
    if (refundId === null) return false;
    await convergeRefund(ctx, refundId);
    return true;
  },
};

/** Events that this domain acts on; payouts has its own, and the worker knows both. */
export const PAYMENT_EVENTS: EventReader[] = [topUpEvents, refundEvents, invoiceEvents, stripePayoutEvents];
