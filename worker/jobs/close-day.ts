import { closeDays } from "@/lib/ledger/close-day";
import type { Job } from "../job";

const BATCH = 50;

export const closeDayJob: Job = {
  name: "close-day",
  everyMs: 60_000,
  batch: BATCH,
  run: (ctx) => closeDays(ctx, { limit: BATCH }),
};
