import { text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { cordonColumns } from "./cordon-columns";

/** What was decided about a host; what follows from it is `hostState`. Who and why is in `host_events`. */
export const hostLifecycleColumns = {
  /** When a report first passed all checks. */
  checkedAt: instant("checked_at"),
  drainAskedAt: instant("drain_asked_at"),
  /** When nothing held its accelerators any more. */
  drainedAt: instant("drained_at"),
  ...cordonColumns,
  /** Since when it has named a fault of its own, or its clock has been wrong; null while neither is so. */
  faultySince: instant("faulty_since"),
  uncordonedAt: instant("uncordoned_at"),
  /** Failed when a person put it back: known, and no reason to cordon it again. */
  toleratedAccelerators: text("tolerated_accelerators").array().notNull().default([]),
  retiredAt: instant("retired_at"),
};
