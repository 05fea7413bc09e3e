import type { Job } from "./job";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { deleteRetainedDataJob } from "./jobs/delete-retained-data";
import { guardBalancesJob } from "./jobs/guard-balances";
import { guardLimitsJob } from "./jobs/guard-limits";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [billDueLeasesJob, watchLeasesJob, guardBalancesJob, guardLimitsJob, deleteRetainedDataJob];
