import { watchAuditLog } from "@/lib/identity/watch-audit-log";
import { createLog } from "@/lib/log";
import type { Job } from "../job";

const log = createLog("audit-log");

/** Asks every minute whether yesterday was anchored, so that a day whose worker was killed is not left out. */
export const watchAuditLogJob: Job = {
  name: "watch-audit-log",
  everyMs: 60_000,
  batch: Number.POSITIVE_INFINITY,
  async run(ctx) {
    const broken = await watchAuditLog(ctx);
    if (broken) log.error({ broken }, "the audit log was changed");
    return broken === null ? 0 : 1;
  },
};
