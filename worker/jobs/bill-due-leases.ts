import { settings } from "@/lib/env";
import { createLog } from "@/lib/log";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import type { Job } from "../job";

const BATCH = 100;
const log = createLog("metering");

export const billDueLeasesJob: Job = {
  name: "bill-due-leases",
  everyMs: settings().tickMs,
  batch: BATCH,
  async run(ctx) {
    const { leases, stuck } = await billDueLeases(ctx, { limit: BATCH });
    for (const one of stuck) log.error(one, "lease cannot be billed: its history does not add up");
    return leases;
  },
};
