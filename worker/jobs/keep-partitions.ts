import { keepPartitions } from "@/lib/fleet/telemetry/keep-partitions";
import type { Job } from "../job";

export const keepPartitionsJob: Job = {
  name: "keep-partitions",
  everyMs: 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: keepPartitions,
};
