import { newId } from "@/lib/ids";
import { own, type Row, route } from "./row";

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
  "GET /settings/audit-log/export": route("audit.view", [], { query: "format=csv", isMarked: true }),
  "GET /settings/data/export": own(route("person")),
  "GET /api/account/factor": own(route("person")),
  "POST /api/account/factor": own(route("person", [], { input: { code: "000000" } })),
  "POST /api/account/factor/challenge": own(route("person")),
  "GET /api/agent/v1/desired": route("agent"),
  "POST /api/agent/v1/enroll": route("signed"),
  "POST /api/agent/v1/report": route("agent"),
  "GET /api/auth/[...nextauth]": route("public", ["providers"]),
  "POST /api/auth/[...nextauth]": route("public", ["_log"]),
  "POST /api/desk/denied-lists": route("compliance.manage"),
  "GET /api/health": route("public"),
  "GET /api/health/live": route("public"),
  "GET /api/health/ready": route("public"),
  "GET /api/live/leases/[id]": route("lease.view", ["leaseId"], { query: "once=1", ...ownLease }),
  // the world has no token of a collector's, and so no such page
  "GET /api/metrics": route("public", [], { everybody: "not_found" }),
  "POST /api/provenance": route("host.enrol"),
  // nobody of this world has handed a document in: the desk, which may read every operator's, finds none either
  "GET /api/provenance/[id]": route("host.enrol", ["documentId"], {
    always: { platform: "not_found" },
    isMarked: true,
  }),
  "GET /api/receipt-keys": route("public"),
  "POST /api/stripe/thin-webhook": route("signed"),
  "POST /api/stripe/webhook": route("signed"),
  "GET /api/v1/catalogue": route("catalog.view"),
  "POST /api/v1/instances/[id]/close": route("lease.stop", ["leaseId"], ownLease),
  "PATCH /api/v1/instances/[id]/limits": route("lease.limit", ["leaseId"], ownLease),
  "GET /api/v1/instances/[id]/receipt": route("receipt.view", ["endedLeaseId"], { owners: ["customer", "operator"] }),
  "GET /api/v1/instances/[id]": route("lease.view", ["leaseId"], ownLease),
  "POST /api/v1/instances/[id]/start": route("lease.launch", ["leaseId"], ownLease),
  "POST /api/v1/instances/[id]/stop": route("lease.stop", ["leaseId"], ownLease),
  "GET /api/v1/instances": route("lease.view"),
  "POST /api/v1/instances": route("lease.launch", [], {
    input: { siteId: "siteId", idempotencyKey: newId("req") },
  }),
  "GET /api/v1/me": route("person"),
  "DELETE /api/v1/ssh-keys/[id]": route("ssh_key.manage", ["secondSshKeyId"]),
  "GET /api/v1/ssh-keys": route("ssh_key.view"),
  "POST /api/v1/ssh-keys": route("ssh_key.manage"),
  /** Leads to the desk and takes the visit's cookie back, whoever asks; it ends a visit where the browser holds one. */
  "POST /api/visit/end": route("public", [], { endsVisit: true }),
};
