import { reconcilePayouts } from "@/lib/payouts/reconcile-payouts";
import type { Job } from "../job";

export const reconcilePayoutsJob: Job = {
  name: "reconcile-payouts",
  everyMs: 15 * 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: reconcilePayouts,
};
