import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { guardBalances } from "@/lib/metering/guard-balances";
import type { Job } from "../job";

/** A quarter of the tick that holds are sized for, so that a slow round still keeps the bound. */
const EVERY_MS = Number(HOLD_POLICY.tickSeconds) * 250;

export const guardBalancesJob: Job = {
  name: "guard-balances",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: guardBalances,
};
