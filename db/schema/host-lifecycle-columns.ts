import { text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { CORDON_CAUSES } from "@/lib/core/fleet/lifecycle";

/** What was decided about a host; what follows from it is `hostState`. Who and why is in `host_events`. */
export const hostLifecycleColumns = {
  /** When a report first passed all checks. */
  checkedAt: instant("checked_at"),
  drainAskedAt: instant("drain_asked_at"),
  /** When nothing held its accelerators any more. */
  drainedAt: instant("drained_at"),
  cordonedAt: instant("cordoned_at"),
  cordonCause: text("cordon_cause", { enum: CORDON_CAUSES }),
  cordonReason: text("cordon_reason"),
  /** Since when what it was cordoned for by health has been gone. */
  healthySince: instant("healthy_since"),
  uncordonedAt: instant("uncordoned_at"),
  /** Failed when a person put it back: known, and no reason to cordon it again. */
  toleratedAccelerators: text("tolerated_accelerators").array().notNull().default([]),
  retiredAt: instant("retired_at"),
};
