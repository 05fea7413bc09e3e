import { settings } from "@/lib/env";
import { createLog } from "@/lib/log";
import { BILLING_BATCH, billDueLeases } from "@/lib/metering/bill-due-leases";
import type { Job } from "../job";

const log = createLog("metering");

export const billDueLeasesJob: Job = {
  name: "bill-due-leases",
  everyMs: settings().tickMs,
  batch: BILLING_BATCH,
  async run(ctx) {
    const { leases, stuck } = await billDueLeases(ctx);
    for (const one of stuck) log.error(one, "lease cannot be billed: its history does not add up");
    return leases;
  },
};
