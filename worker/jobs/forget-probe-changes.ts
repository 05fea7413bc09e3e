import { FORGOTTEN_AT_ONCE, forgetProbeChanges } from "@/lib/leases/forget-probe-changes";
import type { Job } from "../job";

export const forgetProbeChangesJob: Job = {
  name: "forget-probe-changes",
  everyMs: 3_600_000,
  batch: FORGOTTEN_AT_ONCE,
  run: forgetProbeChanges,
};
