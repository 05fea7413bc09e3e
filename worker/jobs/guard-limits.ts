import { guardLimits } from "@/lib/metering/guard-limits";
import type { Job } from "../job";

/** A small part of the tick that a spend limit is guarded for; an end date is acted on within it. */
const EVERY_MS = 3_000;

export const guardLimitsJob: Job = {
  name: "guard-limits",
  everyMs: EVERY_MS,
  batch: Number.POSITIVE_INFINITY,
  run: guardLimits,
};
