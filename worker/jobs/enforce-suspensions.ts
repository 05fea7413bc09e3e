import { enforceSuspensions } from "@/lib/leases/enforce-suspensions";
import type { Job } from "../job";

/** Within seconds of the end of a notice that was given to the minute. */
const EVERY_MS = 5_000;

export const enforceSuspensionsJob: Job = {
  name: "enforce-suspensions",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: enforceSuspensions,
};
