import { EVENTS_AT_ONCE, handleStripeEvents } from "@/lib/payments/handle-stripe-events";
import { PAYMENT_EVENTS } from "@/lib/payments/payment-events";
import { PAYOUT_EVENTS } from "@/lib/payouts/payout-events";
import type { Job } from "../job";

export const handleStripeEventsJob: Job = {
  name: "handle-stripe-events",
  everyMs: 1_000,
  batch: EVENTS_AT_ONCE,
  run: (ctx) => handleStripeEvents(ctx, [...PAYMENT_EVENTS, ...PAYOUT_EVENTS]),
};
