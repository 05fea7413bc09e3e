import { PAYOUTS_AT_ONCE, sendPayouts } from "@/lib/payouts/send-payouts";
import type { Job } from "../job";

export const sendPayoutsJob: Job = {
  name: "send-payouts",
  everyMs: 10_000,
  batch: PAYOUTS_AT_ONCE,
  run: sendPayouts,
};
