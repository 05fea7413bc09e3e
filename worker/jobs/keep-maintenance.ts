import { keepMaintenance } from "@/lib/leases/keep-maintenance";
import type { Job } from "../job";

const EVERY_MS = 5_000;

export const keepMaintenanceJob: Job = {
  name: "keep-maintenance",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: keepMaintenance,
};
