import { EVENTS_AT_ONCE, handleStripeEvents } from "@/lib/payments/handle-stripe-events";
import type { Job } from "../job";

export const handleStripeEventsJob: Job = {
  name: "handle-stripe-events",
  everyMs: 1_000,
  batch: EVENTS_AT_ONCE,
  run: (ctx) => handleStripeEvents(ctx),
};
