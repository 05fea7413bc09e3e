import { runAutoTopUps } from "@/lib/payments/run-auto-top-ups";
import type { Job } from "../job";

/** Several looks before the guard stops anything: a hold lasts for minutes. */
export const runAutoTopUpsJob: Job = {
  name: "run-auto-top-ups",
  everyMs: 10_000,
  batch: Number.POSITIVE_INFINITY,
  run: runAutoTopUps,
};
