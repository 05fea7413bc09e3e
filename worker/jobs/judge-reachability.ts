import { JUDGED_AT_ONCE, judgeReachability } from "@/lib/leases/judge-reachability";
import type { Job } from "../job";

export const judgeReachabilityJob: Job = {
  name: "judge-reachability",
  everyMs: 2_000,
  batch: JUDGED_AT_ONCE,
  run: judgeReachability,
};
