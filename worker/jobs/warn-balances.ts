import { warnBalances } from "@/lib/metering/warn-balances";
import type { Job } from "../job";

export const warnBalancesJob: Job = {
  name: "warn-balances",
  everyMs: 30_000,
  batch: Number.POSITIVE_INFINITY,
  run: warnBalances,
};
