import { text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { CORDON_CAUSES } from "@/lib/core/fleet/lifecycle";

/** That something is kept from sale, since when and why. Who did it is in `host_events`. */
export const cordonColumns = {
  cordonedAt: instant("cordoned_at"),
  cordonCause: text("cordon_cause", { enum: CORDON_CAUSES }),
  cordonReason: text("cordon_reason"),
  /** Since when what it was cordoned for by health has been gone. */
  healthySince: instant("healthy_since"),
};
