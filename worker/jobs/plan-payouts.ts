import { planPayouts } from "@/lib/payouts/plan-payouts";
import type { Job } from "../job";

export const planPayoutsJob: Job = {
  name: "plan-payouts",
  everyMs: 5 * 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: planPayouts,
};
