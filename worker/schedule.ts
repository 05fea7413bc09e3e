import type { Job } from "./job";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { guardBalancesJob } from "./jobs/guard-balances";
import { warnBalancesJob } from "./jobs/warn-balances";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [billDueLeasesJob, watchLeasesJob, guardBalancesJob, warnBalancesJob];
