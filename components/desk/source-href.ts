import type { SourceDocument } from "@/lib/core/ledger/source-document";

/** Where the desk looks at what a transaction was booked for. */
const PATHS: Record<SourceDocument["kind"], (id: string) => string> = {
  lease: (id) => `/desk/leases/${id}`,
  organization: (id) => `/desk/customers/${id}`,
  grant: () => "/desk/adjustments",
  adjustment: () => "/desk/adjustments",
  statement: (id) => `/desk/closing/statements/${id}`,
  contract: (id) => `/desk/contracts/${id}`,
  commitment: () => "/desk/contracts",
  payout: (id) => `/desk/payouts/${id}`,
  payment: () => "/desk/payments",
  invoice: () => "/desk/invoices",
};

export function sourceHref({ kind, id }: SourceDocument): string {
  return PATHS[kind](id);
}
