import { createLog } from "@/lib/log";
import { watchBooks } from "@/lib/metering/watch-books";
import type { Job } from "../job";

const log = createLog("audit");

/** Asks every minute whether this hour was audited, so that an hour whose worker was killed is not left out. */
export const auditBooksJob: Job = {
  name: "audit-books",
  everyMs: 60_000,
  batch: Number.POSITIVE_INFINITY,
  async run(ctx) {
    const broken = await watchBooks(ctx);
    if (broken) log.error({ broken }, "the books are not sound");
    return broken === null ? 0 : 1;
  },
};
