import { reconcileBalance } from "@/lib/payments/reconciliation/reconcile-balance";
import type { Job } from "../job";

/** Looks often, for the desk may have asked; begins one by itself once a day. */
export const reconcileBalanceJob: Job = {
  name: "reconcile-balance",
  everyMs: 5_000,
  batch: 1,
  run: (ctx) => reconcileBalance(ctx),
};
