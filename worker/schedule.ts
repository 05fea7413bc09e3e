import type { Job } from "./job";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { guardBalancesJob } from "./jobs/guard-balances";
import { pinAnnouncedPricesJob } from "./jobs/pin-announced-prices";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [billDueLeasesJob, watchLeasesJob, guardBalancesJob, pinAnnouncedPricesJob];
