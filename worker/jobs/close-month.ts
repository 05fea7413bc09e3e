import { closeMonth } from "@/lib/billing/close-month";
import { createLog } from "@/lib/log";
import type { Job } from "../job";

const BATCH = 100;
const log = createLog("billing");

export const closeMonthJob: Job = {
  name: "close-month",
  everyMs: 60_000,
  batch: BATCH,
  async run(ctx) {
    const { month, issued, isClosed, failed } = await closeMonth(ctx, { limit: BATCH });
    for (const one of failed) log.error({ ...one, month }, "no statement could be made of a party's month");
    if (isClosed) log.info({ month }, "month closed");
    return issued;
  },
};
