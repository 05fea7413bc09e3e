import type { Job } from "./job";
import { auditBooksJob } from "./jobs/audit-books";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { guardBalancesJob } from "./jobs/guard-balances";
import { watchLeasesJob } from "./jobs/watch-leases";

export const JOBS: Job[] = [billDueLeasesJob, watchLeasesJob, guardBalancesJob, auditBooksJob];
