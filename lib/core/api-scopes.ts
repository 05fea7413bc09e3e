import type { OrganizationKind, Permission } from "./permissions";

interface ScopeRow {
  /** What a key with it can do, after "may". */
  text: string;
  kind: OrganizationKind;
  permissions: readonly Permission[];
}

/** What an API key can be given. A scope opens nothing that its owner's role does not, and nothing that asks for a second factor. */
const TABLE = {
  "instances:read": {
    text: "see instances, their state and events",
    kind: "customer",
    permissions: ["lease.view", "receipt.view", "project.view"],
  },
  "instances:write": {
    text: "launch, stop, start and end instances, and set their limits",
    kind: "customer",
    permissions: ["lease.view", "lease.launch", "lease.stop", "lease.limit", "project.view"],
  },
  "ssh_keys:read": { text: "see SSH keys", kind: "customer", permissions: ["ssh_key.view"] },
  "ssh_keys:write": {
    text: "add and remove SSH keys",
    kind: "customer",
    permissions: ["ssh_key.view", "ssh_key.manage"],
  },
  "catalog:read": {
    text: "see stock and your prices",
    kind: "customer",
    permissions: ["catalog.view", "balance.view"],
  },
  "usage:read": {
    text: "see what was used and what it cost",
    kind: "customer",
    permissions: ["usage.view", "sla.view"],
  },
  "billing:read": {
    text: "see balance, statements, payments and budgets",
    kind: "customer",
    permissions: ["balance.view", "statement.view", "payment.view", "budget.view"],
  },
  "hosts:read": {
    text: "see sites, hosts and offers",
    kind: "operator",
    permissions: ["site.view", "host.view", "offer.view"],
  },
  "hosts:write": { text: "enrol hosts", kind: "operator", permissions: ["site.view", "host.view", "host.enrol"] },
  "earnings:read": {
    text: "see earnings, statements and payouts",
    kind: "operator",
    permissions: ["earnings.view", "statement.view", "payout.view"],
  },
} as const satisfies Record<string, ScopeRow>;

export type ApiScope = keyof typeof TABLE;
export const API_SCOPES: Record<ApiScope, ScopeRow> = TABLE;

const names = Object.keys(TABLE) as ApiScope[];

export function scopesOf(kind: OrganizationKind): ApiScope[] {
  return names.filter((scope) => TABLE[scope].kind === kind);
}

export function isApiScope(text: string): text is ApiScope {
  return Object.hasOwn(TABLE, text);
}

/** Names that are no scope (any more) open nothing. */
export function permissionsOf(scopes: readonly string[]): Set<Permission> {
  return new Set(scopes.filter(isApiScope).flatMap((scope) => API_SCOPES[scope].permissions));
}
