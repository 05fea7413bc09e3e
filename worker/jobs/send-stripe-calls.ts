import { CALLS_AT_ONCE, sendDueCalls } from "@/lib/payments/send-due-calls";
import type { Job } from "../job";

export const sendStripeCallsJob: Job = {
  name: "send-stripe-calls",
  everyMs: 2_000,
  batch: CALLS_AT_ONCE,
  run: (ctx) => sendDueCalls(ctx),
};
