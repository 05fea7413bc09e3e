import { closeHours } from "@/lib/billing/close-hours";
import type { Job } from "../job";

export const closeHoursJob: Job = {
  name: "close-hours",
  everyMs: 30_000,
  batch: 500,
  run: closeHours,
};
