import { clearExpiredLimits } from "@/lib/security/rate-limit";
import type { Job } from "../job";

export const clearExpiredLimitsJob: Job = {
  name: "clear-expired-limits",
  everyMs: 600_000,
  batch: Number.POSITIVE_INFINITY,
  run: clearExpiredLimits,
};
