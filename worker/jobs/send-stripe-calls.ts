import { PAYMENT_CALLS } from "@/lib/payments/calls/payment-calls";
import { CALLS_AT_ONCE, sendDueCalls } from "@/lib/payments/send-due-calls";
import { PAYOUT_CALLS } from "@/lib/payouts/calls/payout-calls";
import type { Job } from "../job";

export const sendStripeCallsJob: Job = {
  name: "send-stripe-calls",
  everyMs: 2_000,
  batch: CALLS_AT_ONCE,
  run: (ctx) => sendDueCalls(ctx, { ...PAYMENT_CALLS, ...PAYOUT_CALLS }),
};
