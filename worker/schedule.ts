import type { Job } from "./job";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { creditSlaJob } from "./jobs/credit-sla";
import { guardBalancesJob } from "./jobs/guard-balances";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [billDueLeasesJob, watchLeasesJob, guardBalancesJob, creditSlaJob];
