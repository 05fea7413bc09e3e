import { settings } from "@/lib/env";
import { watchLeases } from "@/lib/leases/watch-leases";
import type { Job } from "../job";

export const watchLeasesJob: Job = {
  name: "watch-leases",
  everyMs: settings().tickMs,
  batch: Number.POSITIVE_INFINITY,
  run: watchLeases,
};
