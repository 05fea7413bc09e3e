import { reconcilePayments } from "@/lib/payments/reconcile-payments";
import type { Job } from "../job";

export const reconcilePaymentsJob: Job = {
  name: "reconcile-payments",
  everyMs: 15 * 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: reconcilePayments,
};
