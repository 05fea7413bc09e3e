import { creditSla } from "@/lib/metering/credit-sla";
import type { Job } from "../job";

const BATCH = 100;
const EVERY_MS = 3 * 60_000;

export const creditSlaJob: Job = {
  name: "credit-sla",
  everyMs: EVERY_MS,
  batch: BATCH,
  run: (ctx) => creditSla(ctx, { limit: BATCH }),
};
