/** What the log is narrowed to, and the nouns of the actions that belong there. */
export const AUDIT_AREAS = {
  access: {
    label: "Sign-in and people",
    nouns: [
      "api_key",
      "audit_log",
      "factor",
      "member",
      "organization",
      "password",
      "provider",
      "service_account",
      "session",
      "ssh_key",
      "support_access",
      "support_visit",
      "user",
    ],
  },
  instances: { label: "Instances, projects and limits", nouns: ["lease", "launches", "launch_limits", "project"] },
  money: {
    label: "Money",
    nouns: [
      "auto_top_up",
      "billing_portal",
      "budget",
      "credit_note",
      "customer",
      "dispute",
      "fraud_warning",
      "invoice",
      "ledger",
      "promo",
      "tax_profile",
      "top_up",
    ],
  },
  terms: {
    label: "Prices and terms",
    nouns: [
      "commitment",
      "contract",
      "contract_rate",
      "customer_terms",
      "discount",
      "fx_rate",
      "price_book",
      "sla_rule",
      "tax_rate",
    ],
  },
  supply: {
    label: "Sites, hosts and payouts",
    nouns: [
      "accelerator",
      "accelerator_finding",
      "hardware_finding",
      "site",
      "host",
      "maintenance",
      "offer",
      "payout",
      "payout_account",
      "payout_terms",
    ],
  },
  compliance: {
    label: "Compliance",
    nouns: [
      "accelerator_class",
      "beneficial_owner",
      "country",
      "denied_list",
      "end_use",
      "export_rule",
      "order",
      "provenance",
      "provenance_policy",
      "screening",
    ],
  },
  platform: {
    label: "Running the platform",
    nouns: ["books", "mail", "notice", "reconciliation", "stripe_event"],
  },
} as const satisfies Record<string, { label: string; nouns: readonly string[] }>;

export function nounsOf(areas: readonly string[]): string[] {
  return Object.entries(AUDIT_AREAS).flatMap(([area, { nouns }]) => (areas.includes(area) ? [...nouns] : []));
}
