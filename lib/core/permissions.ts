export const ORGANIZATION_KINDS = ["customer", "operator", "platform"] as const;
export type OrganizationKind = (typeof ORGANIZATION_KINDS)[number];

export const ROLES = ["owner", "member"] as const;
export type Role = (typeof ROLES)[number];

/** The one table of permission × organization kind × roles; code and tests read it. */
export const PERMISSIONS = {
  "ssh_key.view": { customer: ["owner", "member"] },
  "ssh_key.manage": { customer: ["owner", "member"] },
  "catalog.view": { customer: ["owner", "member"], platform: ["owner", "member"] },
  "lease.view": { customer: ["owner", "member"], platform: ["owner", "member"] },
  "lease.launch": { customer: ["owner", "member"] },
  "lease.stop": { customer: ["owner", "member"], platform: ["owner"] },
  "lease.limit": { customer: ["owner", "member"] },
  "usage.view": { customer: ["owner", "member"] },
  "balance.view": { customer: ["owner", "member"] },
  "site.view": { operator: ["owner", "member"], platform: ["owner", "member"] },
  "site.manage": { operator: ["owner"] },
  "host.view": { operator: ["owner", "member"], platform: ["owner", "member"] },
  "host.enrol": { operator: ["owner", "member"] },
  "offer.view": { operator: ["owner", "member"], platform: ["owner", "member"] },
  "offer.manage": { operator: ["owner"] },
  "earnings.view": { operator: ["owner", "member"] },
  "payout.view": { operator: ["owner", "member"], platform: ["owner", "member"] },
  "payout.manage": { platform: ["owner", "member"] },
  "payout.reverse": { platform: ["owner"] },
  "payout_account.manage": { operator: ["owner"] },
  "payout_account.approve": { operator: ["owner"], platform: ["owner"] },
  "payout_terms.manage": { platform: ["owner"] },
  "contract.view": { operator: ["owner", "member"], platform: ["owner", "member"] },
  "contract.manage": { platform: ["owner"] },
  "terms.view": { platform: ["owner", "member"] },
  "terms.manage": { platform: ["owner"] },
  "tax_profile.manage": { customer: ["owner"], platform: ["owner"] },
  "payment.view": { customer: ["owner", "member"], platform: ["owner", "member"] },
  "payment.make": { customer: ["owner"] },
  "invoice.view": { platform: ["owner", "member"] },
  "invoice.manage": { platform: ["owner"] },
  "reconciliation.view": { platform: ["owner", "member"] },
  "reconciliation.manage": { platform: ["owner"] },
  "stripe.view": { platform: ["owner", "member"] },
  "stripe.manage": { platform: ["owner"] },
  "dispute.view": { platform: ["owner", "member"] },
  "dispute.manage": { platform: ["owner"] },
  /** Freezes of launches, and limits that are set by hand. */
  "risk.manage": { platform: ["owner"] },
  "budget.view": { customer: ["owner", "member"] },
  "budget.manage": { customer: ["owner"] },
  "notice.view": { customer: ["owner", "member"], operator: ["owner", "member"], platform: ["owner", "member"] },
  "statement.view": { customer: ["owner", "member"], operator: ["owner", "member"], platform: ["owner", "member"] },
  "receipt.view": { customer: ["owner", "member"], operator: ["owner", "member"], platform: ["owner", "member"] },
  "correction.view": { platform: ["owner", "member"] },
  "correction.manage": { platform: ["owner"] },
  "sla.view": { customer: ["owner", "member"], operator: ["owner", "member"], platform: ["owner", "member"] },
  "sla.manage": { platform: ["owner"] },
  "price_book.view": { platform: ["owner", "member"] },
  "price_book.manage": { platform: ["owner"] },
  "spread.view": { platform: ["owner", "member"] },
  "customer.view": { platform: ["owner", "member"] },
  "customer.credit": { platform: ["owner"] },
  "customer.refund": { platform: ["owner"] },
  "ledger.view": { platform: ["owner", "member"] },
  "ledger.adjust": { platform: ["owner", "member"] },
  "ledger.approve": { platform: ["owner"] },
  "promo.grant": { platform: ["owner"] },
  "mail.view": { platform: ["owner", "member"] },
  "mail.manage": { platform: ["owner"] },
  "books.close": { platform: ["owner"] },
} as const satisfies Record<string, Partial<Record<OrganizationKind, readonly Role[]>>>;
export type Permission = keyof typeof PERMISSIONS;

export function isPermitted(permission: Permission, kind: OrganizationKind, role: Role): boolean {
  const roles = (PERMISSIONS[permission] as Partial<Record<OrganizationKind, readonly Role[]>>)[kind];
  return roles?.includes(role) ?? false;
}
