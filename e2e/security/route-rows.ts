import { type Row, route } from "./row";

/** The desk may act on what it does not own, but not through the customers' own interface. */
const ownLease: Partial<Row> = { always: { platform: "not_found" } };

export const ROUTES: Record<string, Row> = {
  "GET /billing/statements/[id]/csv": route("statement.view", ["statementId"]),
  "GET /billing/statements/[id]/pdf": route("statement.view", ["statementId"]),
  "GET /desk/closing/statements/[id]/csv": route("statement.view", ["statementId"]),
  "GET /desk/closing/statements/[id]/pdf": route("statement.view", ["statementId"]),
  "GET /desk/leases/[id]/receipt": route("receipt.view", ["endedLeaseId"], { owners: ["customer", "operator"] }),
  "GET /desk/payouts/[id]/pdf": route("payout.view", ["payoutId"]),
  "GET /desk/spread-report": route("spread.view", [], { query: "from=2026-01-01&to=2026-01-02" }),
  "GET /operator/enrolments/[id]": route("host.enrol", ["enrolmentId"]),
  "GET /operator/payouts/[id]/pdf": route("payout.view", ["payoutId"]),
  "GET /operator/receipts/[id]": route("receipt.view", ["endedLeaseId"], { owners: ["customer", "operator"] }),
  "GET /operator/statements/[id]/csv": route("statement.view", ["settlementId"]),
  "GET /operator/statements/[id]/pdf": route("statement.view", ["settlementId"]),
  "GET /api/agent/v1/desired": route("agent"),
  "POST /api/agent/v1/enroll": route("signed"),
  "POST /api/agent/v1/report": route("agent"),
  "GET /api/auth/[...nextauth]": route("public", ["providers"]),
  "POST /api/auth/[...nextauth]": route("public", ["_log"]),
  "GET /api/health": route("public"),
  "GET /api/live/leases/[id]": route("lease.view", ["leaseId"], { query: "once=1", ...ownLease }),
  "GET /api/receipt-keys": route("public"),
  "POST /api/stripe/thin-webhook": route("signed"),
  "POST /api/stripe/webhook": route("signed"),
  "POST /api/v1/leases/[id]/close": route("lease.stop", ["leaseId"], ownLease),
  "PATCH /api/v1/leases/[id]/limits": route("lease.limit", ["leaseId"], ownLease),
  "GET /api/v1/leases/[id]/receipt": route("receipt.view", ["endedLeaseId"], { owners: ["customer", "operator"] }),
  "GET /api/v1/leases/[id]": route("lease.view", ["leaseId"], ownLease),
  "POST /api/v1/leases/[id]/start": route("lease.launch", ["leaseId"], ownLease),
  "POST /api/v1/leases/[id]/stop": route("lease.stop", ["leaseId"], ownLease),
  "GET /api/v1/leases": route("lease.view"),
  "POST /api/v1/leases": route("lease.launch"),
};
