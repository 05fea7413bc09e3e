import { watchMargins } from "@/lib/metering/watch-margins";
import type { Job } from "../job";

export const watchMarginsJob: Job = {
  name: "watch-margins",
  everyMs: 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: watchMargins,
};
