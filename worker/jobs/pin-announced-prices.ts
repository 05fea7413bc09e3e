import { settings } from "@/lib/env";
import { pinAnnouncedPrices } from "@/lib/leases/pin-announced-prices";
import type { Job } from "../job";

/** Of leases per book and transaction. */
const BATCH = 100;

export const pinAnnouncedPricesJob: Job = {
  name: "pin-announced-prices",
  everyMs: settings().tickMs,
  batch: BATCH,
  run: (ctx) => pinAnnouncedPrices(ctx, { limit: BATCH }),
};
