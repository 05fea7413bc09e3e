import { judgeReachability } from "@/lib/leases/judge-reachability";
import type { Job } from "../job";

export const judgeReachabilityJob: Job = {
  name: "judge-reachability",
  everyMs: 2_000,
  batch: Number.POSITIVE_INFINITY,
  run: judgeReachability,
};
