import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** Exported functions that take a context and ask no permission, and why. */
const OPEN: Record<string, string> = {
  "catalog/queries.ts listSkus": "public facts of the trade",
  "leases/stock-queries.ts listStock": "the public price list",
  "identity/keys/find-api-key.ts findApiKey": "is what finds a key's actor",
  "identity/keys/warn-expiring-keys.ts warnExpiringKeys": "a job of the worker",
  "identity/members/join-by-invitation.ts joinByInvitation": "the token is the permission",
  "identity/members/queries.ts findInvitation": "the token is the permission",
  "identity/find-session.ts findSession": "is what finds the actor",
  "identity/impersonation/find-visit.ts findVisit": "is what finds the actor",
  "identity/impersonation/find-visit.ts isVisitLive": "its caller visits",
  "identity/impersonation/end-due-visits.ts endDueVisits": "a job of the worker",
  "identity/watch-audit-log.ts watchAuditLog": "a job of the worker",
  "identity/find-session.ts isUnchanged": "its caller holds the session",
  "identity/open-session.ts openSession": "its caller has proven who it is",
  "identity/begin-sign-in.ts beginSignIn": "its caller has proven who it is",
  "identity/finish-sign-in.ts finishSignIn": "the pending sign-in and the second factor are the permission",
  "identity/finish-sign-in.ts findSignInFactors": "the pending sign-in is the permission",
  "identity/finish-sign-in.ts challengeSignInPasskey": "the pending sign-in is the permission",
  "identity/sign-in-by-passkey.ts challengeAnyPasskey": "anyone may begin to sign in",
  "identity/sign-in-by-passkey.ts signInByPasskey": "is the proof of the passkey",
  "identity/ask-sign-in-link.ts askSignInLink": "anyone may begin to sign in",
  "identity/ask-sign-in-link.ts askPasswordReset": "anyone may begin to sign in",
  "identity/sign-in-by-link.ts signInByLink": "the token is the permission",
  "identity/sign-in-by-provider.ts signInByProvider": "lib/web answers for what the provider said",
  "identity/sign-up-by-provider.ts signUpByProvider": "anyone may sign up",
  "identity/provider-proofs.ts getProviderProof": "the token is the permission",
  "identity/reset-password.ts resetPassword": "the token is the permission",
  "identity/confirm-email-change.ts confirmEmailChange": "the token is the permission",
  "identity/confirm-email-change.ts undoEmailChange": "the token is the permission",
  "identity/own-proof.ts requireOwnProof": "asks its caller's actor for more",
  "identity/own-proof.ts requirePassword": "asks its caller's actor for more",
  "identity/forget-sign-ins.ts forgetSignIns": "a job of the worker",
  "identity/verify-credentials.ts verifyCredentials": "is the proof of the password",
  "identity/sign-up.ts signUp": "anyone may sign up",
  "identity/verify-email.ts verifyEmail": "the token is the permission",
  "identity/open-organization.ts insertOrganization": "behind signUp and openOrganization",
  "fleet/authenticate-agent.ts authenticateAgent": "is what finds the host",
  "fleet/enrol-host.ts enrolHost": "the token is the permission",
  "fleet/find-signer.ts findSigner": "is what finds the host",
  "fleet/take-message.ts takeMessage": "behind authenticateAgent",
  "fleet/take-message.ts pruneRuns": "behind authenticateAgent",
  "fleet/keep-accelerators.ts keepAccelerators": "a part of keepLifecycle",
  "fleet/keep-lifecycle.ts keepLifecycle": "a job of the worker",
  "leases/keep-maintenance.ts keepMaintenance": "a job of the worker",
  "metering/credit-maintenance.ts creditMaintenance": "a job of the worker",
  "fleet/count-accelerators.ts countAcceleratorsBy": "counts ids that its callers may see",
  "fleet/match-unknown-accelerators.ts matchUnknownAccelerators": "a job of the worker",
  "compliance/assert-order-allowed.ts assertOrderAllowed": "launchLease and startInstance have asked",
  "compliance/record-refused-order.ts recordRefusedOrder": "behind assertOrderAllowed",
  "compliance/screen-organization.ts screenIfDue": "behind assertOrderAllowed",
  "compliance/screen-organization.ts screenOrganization": "behind the worker's job and screenIfDue",
  "compliance/screen-organizations.ts screenOrganizations": "a job of the worker",
  "leases/enforce-suspensions.ts enforceSuspensions": "a job of the worker",
  "ledger/expire-promo.ts expirePromo": "a job of the worker",
  "leases/place-lease.ts placeLease": "launchLease has asked",
  "leases/watch-leases.ts watchLeases": "a job of the worker",
  "leases/forget-probe-changes.ts forgetProbeChanges": "a job of the worker",
  "leases/judge-reachability.ts judgeReachability": "a job of the worker",
  "leases/pin-announced-prices.ts pinAnnouncedPrices": "a job of the worker",
  "leases/delete-retained-data.ts deleteRetainedData": "a job of the worker",
  "metering/guard-limits.ts guardLimits": "a job of the worker",
  "metering/bill-due-leases.ts billDueLeases": "a job of the worker",
  "metering/watch-margins.ts watchMargins": "a job of the worker",
  "metering/credit-sla.ts creditSla": "a job of the worker",
  "metering/guard-balances.ts guardBalances": "a job of the worker",
  "metering/warn-balances.ts warnBalances": "a job of the worker",
  "ledger/close-day.ts closeDays": "a job of the worker",
  "billing/close-hours.ts closeHours": "a job of the worker",
  "billing/close-month.ts closeMonth": "a job of the worker",
  "billing/close-month.ts findDueMonth": "behind closeMonth and the desk's own query",
  "billing/issue-statement.ts issueStatement": "behind closeMonth",
  "billing/line-segments.ts listLineSegments": "getStatementLine has asked",
  "metering/project-usage.ts usageByProject": "report has asked",
  "metering/watch-books.ts watchBooks": "a job of the worker",
  "payments/converge-top-up.ts convergeTopUp": "behind the worker's jobs",
  "payments/converge-customer.ts convergeCustomer": "behind the worker's jobs",
  "payments/converge-refund.ts convergeRefund": "behind refundCustomer and the worker's jobs",
  "payments/disputes/converge-dispute.ts convergeDispute": "behind submitEvidence and the worker's jobs",
  "payments/disputes/converge-fraud-warning.ts convergeFraudWarning": "behind the worker's jobs",
  "payments/disputes/find-disputed.ts findDisputed": "behind the worker's jobs",
  "payments/disputes/reconcile-disputes.ts reconcileDisputes": "a job of the worker",
  "payments/handle-stripe-events.ts handleStripeEvents": "a job of the worker",
  "payments/receive-stripe-event.ts receiveStripeEvent": "the signature is the permission",
  "payments/receive-stripe-event.ts keepEvent": "behind receiveStripeEvent and the reconciler",
  "payments/send-due-calls.ts sendDueCalls": "a job of the worker",
  "payments/receive-stripe-event.ts receiveThinEvent": "the signature is the permission",
  "payments/rearm-calls.ts rearmCalls": "a job of the worker",
  "payouts/plan-payouts.ts planPayouts": "a job of the worker",
  "payouts/plan-payouts.ts findDueWeek": "behind planPayouts",
  "payouts/send-payouts.ts sendPayouts": "a job of the worker",
  "payouts/reconcile-payouts.ts reconcilePayouts": "a job of the worker",
  "payouts/converge-payout.ts convergePayout": "behind the worker's jobs",
  "payouts/converge-payout-account.ts convergePayoutAccount": "behind the worker's jobs",
  "payments/reconcile-payments.ts reconcilePayments": "a job of the worker",
  "payments/run-auto-top-ups.ts runAutoTopUps": "a job of the worker",
  "payments/invoices/plan-invoices.ts planInvoices": "a job of the worker",
  "payments/invoices/converge-invoice.ts convergeInvoice": "behind the desk's verbs and the worker's jobs",
  "payments/reconciliation/reconcile-balance.ts reconcileBalance": "a job of the worker",
  "payments/send-stripe-call.ts sendStripeCall": "behind startTopUp and a job of the worker",
};

const asks = /\bauthorize(Desk|Own)?\(|\bactor\.type !== "/;

interface Found {
  text: string;
  exported: boolean;
  takesContext: boolean;
}

function functionsOf(file: string): Map<string, Found> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const declared = source.statements.filter(ts.isFunctionDeclaration).map((node): [string, Found] => [
    node.name!.text,
    {
      text: node.getText(),
      exported: (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
      takesContext: /\b(Context|Reader)\b/.test(node.parameters[0]?.type?.getText() ?? ""),
    },
  ]);
  return new Map(declared);
}

/** Itself, or by a function of the same file that it calls. */
function isAuthorised(name: string, functions: Map<string, Found>): boolean {
  const { text } = functions.get(name)!;
  if (asks.test(text)) return true;
  return [...functions.keys()].some(
    (other) => other !== name && new RegExp(`\\b${other}\\(`).test(text) && isAuthorised(other, functions),
  );
}

test("every verb and query asks for a permission, or is listed with the reason why not", () => {
  const files = globSync(
    "{identity,identity/{impersonation,keys,members,projects},ledger,catalog,fleet,compliance,leases,metering,billing,payments,payments/{disputes,invoices,reconciliation},payouts,operations}/*.ts",
    {
      cwd: import.meta.dirname,
    },
  );
  const open = files
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const functions = functionsOf(path.join(import.meta.dirname, file));
      return [...functions]
        .filter(([name, found]) => found.exported && found.takesContext && !isAuthorised(name, functions))
        .map(([name]) => `${file} ${name}`);
    });
  expect(open.sort()).toEqual(Object.keys(OPEN).sort());
});
