import { settings } from "@/lib/env";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import type { Job } from "../schedule";

const BATCH = 100;

export const billDueLeasesJob: Job = {
  name: "bill-due-leases",
  everyMs: settings().tickMs,
  batch: BATCH,
  run: async (ctx) => (await billDueLeases(ctx, { limit: BATCH })).leases,
};
