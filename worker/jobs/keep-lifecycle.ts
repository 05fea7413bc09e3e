import { keepLifecycle } from "@/lib/fleet/keep-lifecycle";
import type { Job } from "../job";

const EVERY_MS = 5_000;

export const keepLifecycleJob: Job = {
  name: "keep-lifecycle",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: keepLifecycle,
};
