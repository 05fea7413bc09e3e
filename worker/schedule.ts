import type { Job } from "./job";
import { auditBooksJob } from "./jobs/audit-books";
import { billDueLeasesJob } from "./jobs/bill-due-leases";
import { chainAuditEventsJob } from "./jobs/chain-audit-events";
import { clearExpiredLimitsJob } from "./jobs/clear-expired-limits";
import { closeDayJob } from "./jobs/close-day";
import { closeHoursJob } from "./jobs/close-hours";
import { closeMonthJob } from "./jobs/close-month";
import { creditMaintenanceJob } from "./jobs/credit-maintenance";
import { creditSlaJob } from "./jobs/credit-sla";
import { deleteRetainedDataJob } from "./jobs/delete-retained-data";
import { endSupportVisitsJob } from "./jobs/end-support-visits";
import { enforceSuspensionsJob } from "./jobs/enforce-suspensions";
import { expirePromoJob } from "./jobs/expire-promo";
import { forgetProbeChangesJob } from "./jobs/forget-probe-changes";
import { forgetSignInsJob } from "./jobs/forget-sign-ins";
import { guardBalancesJob } from "./jobs/guard-balances";
import { guardLimitsJob } from "./jobs/guard-limits";
import { handleStripeEventsJob } from "./jobs/handle-stripe-events";
import { judgeReachabilityJob } from "./jobs/judge-reachability";
import { keepLifecycleJob } from "./jobs/keep-lifecycle";
import { keepMaintenanceJob } from "./jobs/keep-maintenance";
import { keepPartitionsJob } from "./jobs/keep-partitions";
import { matchUnknownAcceleratorsJob } from "./jobs/match-unknown-accelerators";
import { pinAnnouncedPricesJob } from "./jobs/pin-announced-prices";
import { planInvoicesJob } from "./jobs/plan-invoices";
import { planPayoutsJob } from "./jobs/plan-payouts";
import { reconcileBalanceJob } from "./jobs/reconcile-balance";
import { reconcilePaymentsJob } from "./jobs/reconcile-payments";
import { reconcilePayoutsJob } from "./jobs/reconcile-payouts";
import { resealSecretsJob } from "./jobs/reseal-secrets";
import { rollUpTelemetryJob } from "./jobs/roll-up-telemetry";
import { runAutoTopUpsJob } from "./jobs/run-auto-top-ups";
import { screenOrganizationsJob } from "./jobs/screen-organizations";
import { sendMailsJob } from "./jobs/send-mails";
import { sendPayoutsJob } from "./jobs/send-payouts";
import { sendStripeCallsJob } from "./jobs/send-stripe-calls";
import { warnBalancesJob } from "./jobs/warn-balances";
import { warnExpiringKeysJob } from "./jobs/warn-expiring-keys";
import { watchAuditLogJob } from "./jobs/watch-audit-log";
import { watchLeasesJob } from "./jobs/watch-leases";
import { watchMarginsJob } from "./jobs/watch-margins";

export const JOBS: Job[] = [
  auditBooksJob,
  billDueLeasesJob,
  clearExpiredLimitsJob,
  chainAuditEventsJob,
  closeDayJob,
  closeHoursJob,
  closeMonthJob,
  creditMaintenanceJob,
  creditSlaJob,
  deleteRetainedDataJob,
  endSupportVisitsJob,
  enforceSuspensionsJob,
  expirePromoJob,
  forgetProbeChangesJob,
  forgetSignInsJob,
  guardBalancesJob,
  guardLimitsJob,
  handleStripeEventsJob,
  judgeReachabilityJob,
  matchUnknownAcceleratorsJob,
  keepPartitionsJob,
  keepLifecycleJob,
  keepMaintenanceJob,
  pinAnnouncedPricesJob,
  planInvoicesJob,
  reconcileBalanceJob,
  planPayoutsJob,
  reconcilePaymentsJob,
  reconcilePayoutsJob,
  resealSecretsJob,
  rollUpTelemetryJob,
  runAutoTopUpsJob,
  screenOrganizationsJob,
  sendPayoutsJob,
  sendMailsJob,
  sendStripeCallsJob,
  warnBalancesJob,
  watchAuditLogJob,
  warnExpiringKeysJob,
  watchLeasesJob,
  watchMarginsJob,
];
