import { endDueVisits } from "@/lib/identity/impersonation/end-due-visits";
import type { Job } from "../job";

export const endSupportVisitsJob: Job = {
  name: "end-support-visits",
  everyMs: 10_000,
  batch: Number.POSITIVE_INFINITY,
  run: endDueVisits,
};
