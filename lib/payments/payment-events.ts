import type { Context } from "@/lib/context";
import { convergeRefund } from "./converge-refund";
import { convergeTopUp } from "./converge-top-up";
import { convergeDispute } from "./disputes/converge-dispute";
import { convergeFraudWarning } from "./disputes/converge-fraud-warning";
import type { StripeEvent } from "./types";

/** What an event of these types is a reason to look at. */
export interface EventReader {
  about: RegExp;
  /** Fetches the object and makes ours what that is now. Answers whether it is about something of ours. */
  look(ctx: Context, event: StripeEvent): Promise<boolean>;
}

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

const disputeEvents: EventReader = {
  about: /^charge\.dispute\./,
  look: async (ctx, { objectId }) => objectId !== null && (await convergeDispute(ctx, objectId)) !== "unknown",
};

const fraudWarningEvents: EventReader = {
  about: /^radar\.early_fraud_warning\./,
  look: async (ctx, { objectId }) => objectId !== null && (await convergeFraudWarning(ctx, objectId)) !== "unknown",
};

/** Events that this domain acts on; payouts has its own, and the worker knows both. */
export const PAYMENT_EVENTS: EventReader[] = [topUpEvents, refundEvents, disputeEvents, fraudWarningEvents];
