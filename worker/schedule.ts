import type { Job } from "./job";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { closeDayJob } from "./jobs/close-day";
import { closeHoursJob } from "./jobs/close-hours";
import { closeMonthJob } from "./jobs/close-month";
import { guardBalancesJob } from "./jobs/guard-balances";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [
  billDueLeasesJob,
  watchLeasesJob,
  guardBalancesJob,
  closeHoursJob,
  closeDayJob,
  closeMonthJob,
];
