/**
 * Whose rows a table's are, as `openhall_app` sees them. `openhall_platform` sees all. Policies in drizzle/ are made from this by
 * `policyStatements`, and db/tenancy.db.test.ts holds the catalogue against it: a table without a line fails.
 */
export type TenancyRule =
  /** An organization's, by any of these columns. */
  | { of: "organization"; columns: readonly string[] }
  /** A person's own. */
  | { of: "person"; column: string }
  /** Whoever sees the parent sees these. */
  | { of: "parent"; table: string; column: string }
  /** Facts that everybody may read and only the platform writes. */
  | { of: "everyone"; writing?: string }
  /** No tenant's. */
  | { of: "platform" }
  /** In its own words. */
  | { of: "other"; using: string };

const own: TenancyRule = { of: "organization", columns: ["organization_id"] };
const ofPerson: TenancyRule = { of: "person", column: "user_id" };
const everyone: TenancyRule = { of: "everyone" };
const platform: TenancyRule = { of: "platform" };
const child = (table: string, column: string): TenancyRule => ({ of: "parent", table, column });
const ofOwnHost = (table: string): TenancyRule => ({
  of: "other",
  using: `EXISTS (SELECT 1 FROM hosts h WHERE h.id = ${table}.host_id AND h.organization_id = tenant_id())`,
});
const ofLease = child("leases", "lease_id");
/**
 * The operator's of its accelerators, looked up once a query; a customer's of those it leases, of whatever lies whole within the time that it
 * has them: the minute in which they change hands is in nobody's chart.
 */
const measured = (table: string, width: string): TenancyRule => ({
  of: "other",
  using: `accelerator_id IN (SELECT a.id FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators c JOIN leases l ON l.id = c.lease_id WHERE c.accelerator_id = ${table}.accelerator_id AND l.organization_id = tenant_id() AND ${table}.at >= c.claimed_at AND (c.released_at IS NULL OR ${table}.at <= c.released_at - interval '${width}'))`,
});

export const TENANCY: Record<string, TenancyRule> = {
  organizations: {
    of: "other",
    using: "id = tenant_id() OR EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organizations.id)",
  },
  users: {
    of: "other",
    using: "id = person_id() OR EXISTS (SELECT 1 FROM organization_people p WHERE p.user_id = users.id)",
  },
  memberships: { of: "other", using: "organization_id = tenant_id() OR user_id = person_id()" },
  organization_people: own,
  email_verifications: ofPerson,
  sessions: ofPerson,
  totp_factors: ofPerson,
  recovery_codes: ofPerson,
  passkeys: ofPerson,
  passkey_challenges: ofPerson,
  pending_sign_ins: ofPerson,
  factor_guesses: ofPerson,
  sign_in_links: ofPerson,
  known_devices: ofPerson,
  provider_identities: ofPerson,
  /** Nobody's yet: the browser's cookie names it. */
  provider_proofs: platform,
  email_changes: ofPerson,
  ssh_keys: own,
  audit_events: own,
  audit_chains: own,
  audit_anchors: everyone,
  audit_anchor_heads: own,
  support_visits: own,
  support_access: own,
  invitations: own,
  projects: own,
  project_members: own,
  api_keys: own,

  accelerator_models: everyone,
  skus: everyone,
  sla_rules: everyone,
  tax_rates: everyone,
  fx_rates: everyone,

  /** Where capacity is, is part of the public price list. */
  sites: { of: "everyone", writing: "organization_id = tenant_id()" },
  hosts: {
    of: "other",
    using: "organization_id = tenant_id() OR EXISTS (SELECT 1 FROM leases l WHERE l.host_id = hosts.id)",
  },
  enrolment_tokens: child("sites", "site_id"),
  host_channels: child("hosts", "host_id"),
  host_runs: child("hosts", "host_id"),
  /** The operator's; a customer whose instance is there sees the host, not its history. */
  host_events: {
    of: "other",
    using: "EXISTS (SELECT 1 FROM hosts h WHERE h.id = host_events.host_id AND h.organization_id = tenant_id())",
  },
  /** As with its events: the history is the operator's whose host it was in. */
  accelerator_sightings: ofOwnHost("accelerator_sightings"),
  accelerator_serials: platform,
  hardware_findings: ofOwnHost("hardware_findings"),
  accelerators: {
    of: "other",
    using:
      "EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerators.host_id AND h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators l WHERE l.accelerator_id = accelerators.id)",
  },
  telemetry_samples: measured("telemetry_samples", "1 ms"),
  telemetry_minutes: measured("telemetry_minutes", "1 min"),
  telemetry_hours: measured("telemetry_hours", "1 hour"),
  telemetry_pending: platform,
  telemetry_hosts: {
    of: "other",
    using: "EXISTS (SELECT 1 FROM hosts h WHERE h.id = telemetry_hosts.host_id AND h.organization_id = tenant_id())",
  },
  accelerator_findings: {
    of: "other",
    using:
      "EXISTS (SELECT 1 FROM accelerators a JOIN hosts h ON h.id = a.host_id WHERE a.id = accelerator_findings.accelerator_id AND h.organization_id = tenant_id())",
  },
  offers: own,
  maintenance_windows: own,
  maintenance_leases: child("leases", "lease_id"),

  leases: { of: "organization", columns: ["organization_id", "operator_id"] },
  lease_ssh_keys: ofLease,
  lease_accelerators: ofLease,
  lease_events: ofLease,
  lease_intervals: ofLease,
  lease_rates: ofLease,
  usage_segments: ofLease,
  lease_corrections: ofLease,
  usage_adjustments: ofLease,
  sla_credits: ofLease,
  sla_checks: ofLease,
  probes: platform,
  probe_opinions: ofLease,
  probe_changes: ofLease,
  launch_freezes: own,
  launch_limits: own,

  ledger_accounts: own,
  ledger_transactions: platform,
  ledger_entries: child("ledger_accounts", "account_number"),
  ledger_holds: { of: "other", using: "EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.id = ledger_holds.account_id)" },
  ledger_day_closes: platform,
  ledger_day_balances: platform,
  promo_grants: own,
  manual_adjustments: platform,
  budgets: own,
  notices: own,
  mails: { of: "other", using: "organization_id = tenant_id() OR user_id = person_id()" },

  price_books: platform,
  price_book_entries: platform,
  customer_discounts: own,
  customer_terms: own,
  customer_standings: own,
  customer_tax_profiles: own,
  wholesale_contracts: own,
  wholesale_rates: child("wholesale_contracts", "contract_id"),
  wholesale_commitments: child("wholesale_contracts", "contract_id"),

  hour_closes: everyone,
  month_closes: everyone,
  document_series: platform,
  statements: own,
  statement_lines: child("statements", "statement_id"),

  denied_list_versions: platform,
  denied_parties: platform,
  denied_party_names: platform,
  screening_subjects: platform,
  screening_matches: platform,
  abuse_flags: platform,
  suspensions: own,
  accelerator_classes: everyone,
  export_rules: everyone,
  compliance_profiles: own,
  beneficial_owners: own,
  end_use_statements: own,
  order_reviews: own,
  provenance_documents: own,
  provenance_hosts: child("provenance_documents", "document_id"),

  stripe_customers: own,
  top_ups: own,
  auto_top_ups: own,
  refunds: own,
  stripe_calls: platform,
  stripe_events: platform,
  disputes: own,
  dispute_movements: platform,
  dispute_evidence: platform,
  fraud_warnings: platform,
  stripe_invoices: own,
  invoice_payments: child("stripe_invoices", "invoice_id"),
  credit_notes: child("stripe_invoices", "invoice_id"),
  invoice_actions: platform,
  stripe_balance_transactions: platform,
  worker_heartbeats: platform,
  reconciliations: platform,
  reconciliation_differences: platform,
  payout_accounts: own,
  payout_terms: own,
  payouts: own,
  rate_limits: platform,
  payout_reversals: child("payouts", "payout_id"),
};

function usingOf(table: string, rule: TenancyRule): string | null {
  switch (rule.of) {
    case "organization":
      return rule.columns.map((column) => `${column} = tenant_id()`).join(" OR ");
    case "person":
      return `${rule.column} = person_id()`;
    case "parent":
      return `EXISTS (SELECT 1 FROM ${rule.table} p WHERE p.${keyOf(rule.table)} = ${table}.${rule.column})`;
    case "everyone":
      return rule.writing ?? null;
    case "other":
      return rule.using;
    default:
      return null;
  }
}

/** The ledger numbers its accounts for its entries. */
function keyOf(table: string): string {
  return table === "ledger_accounts" ? "number" : "id";
}

/** What makes a table's rows its tenant's alone, the table's owner included. */
export function policyStatements(table: string): string[] {
  const rule = TENANCY[table];
  if (!rule) throw new Error(`db/tenancy-rules.ts does not say whose rows ${table}'s are.`);
  const using = usingOf(table, rule);
  return [
    `ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY;`,
    `ALTER TABLE "${table}" FORCE ROW LEVEL SECURITY;`,
    `CREATE POLICY platform ON "${table}" TO openhall_platform USING (true) WITH CHECK (true);`,
    ...(rule.of === "everyone"
      ? [`CREATE POLICY tenant_reads ON "${table}" FOR SELECT TO openhall_app USING (true);`]
      : []),
    ...(using ? [`CREATE POLICY tenant ON "${table}" TO openhall_app USING (${using}) WITH CHECK (${using});`] : []),
  ];
}
