import { creditMaintenance } from "@/lib/metering/credit-maintenance";
import type { Job } from "../job";

const EVERY_MS = 60_000;

export const creditMaintenanceJob: Job = {
  name: "credit-maintenance",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: creditMaintenance,
};
