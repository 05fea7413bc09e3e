export const ORGANIZATION_KINDS = ["customer", "operator", "platform"] as const;
export type OrganizationKind = (typeof ORGANIZATION_KINDS)[number];

/** Who may be in an organization: a person who signs in, or a program that has keys alone. */
export const USER_KINDS = ["person", "service"] as const;

/** The roles of each kind of organization, the one that may do everything first. */
export const ROLES_OF = {
  customer: ["owner", "admin", "member", "billing", "viewer"],
  operator: ["owner", "technician", "finance"],
  platform: ["admin", "finance", "operations", "support"],
} as const satisfies Record<OrganizationKind, readonly string[]>;

export const ROLES = [
  "owner",
  "admin",
  "member",
  "billing",
  "viewer",
  "technician",
  "finance",
  "operations",
  "support",
] as const;
export type Role = (typeof ROLES)[number];
type RoleOf<K extends OrganizationKind> = (typeof ROLES_OF)[K][number];

/** Who founds an organization, and of whom each keeps at least one. */
export const LEADING_ROLE = { customer: "owner", operator: "owner", platform: "admin" } as const satisfies Record<
  OrganizationKind,
  Role
>;

/** What a member who is restricted to projects is in each of them; never more than their role in the organization. */
export const PROJECT_ROLES = ["member", "viewer"] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];
/** Roles that can be held to chosen projects; the others see all of them. */
export const RESTRICTABLE_ROLES: readonly Role[] = ["member", "viewer"];
/** By project; null: every project, and what is of none. */
export type ProjectAccess = ReadonlyMap<string, ProjectRole> | null;

const customer = {
  all: ROLES_OF.customer,
  builders: ["owner", "admin", "member"],
  money: ["owner", "admin", "billing"],
  leaders: ["owner", "admin"],
  owner: ["owner"],
} as const;
const operator = {
  all: ROLES_OF.operator,
  technical: ["owner", "technician"],
  money: ["owner", "finance"],
  owner: ["owner"],
} as const;
const platform = {
  all: ROLES_OF.platform,
  money: ["admin", "finance"],
  running: ["admin", "operations"],
  care: ["admin", "support"],
  admin: ["admin"],
} as const;

/** The one table of permission × organization kind × roles; code, documentation and tests read it. */
export const PERMISSIONS = {
  "ssh_key.view": { customer: customer.all },
  "ssh_key.manage": { customer: customer.builders },
  "catalog.view": { customer: customer.all, platform: platform.all },
  "lease.view": { customer: customer.all, platform: platform.all },
  "lease.launch": { customer: customer.builders },
  "lease.stop": { customer: customer.builders, platform: platform.running },
  "lease.limit": { customer: customer.builders },
  "usage.view": { customer: customer.all },
  "balance.view": { customer: customer.all },
  "site.view": { operator: operator.all, platform: platform.all },
  "site.manage": { operator: operator.owner },
  "host.view": { operator: operator.all, platform: platform.all },
  "host.enrol": { operator: operator.technical },
  /** Draining, maintenance, and taking back into sale. */
  "host.manage": { operator: operator.technical },
  "host.cordon": { operator: operator.technical, platform: platform.running },
  "host.retire": { operator: operator.owner },
  "offer.view": { operator: operator.all, platform: platform.all },
  "offer.manage": { operator: operator.owner },
  "earnings.view": { operator: operator.money },
  "payout.view": { operator: operator.money, platform: platform.all },
  "payout.manage": { platform: platform.money },
  "payout.reverse": { platform: platform.admin },
  "payout_account.manage": { operator: operator.owner },
  "payout_account.approve": { operator: operator.owner, platform: platform.admin },
  "payout_terms.manage": { platform: platform.admin },
  "contract.view": { operator: operator.money, platform: platform.all },
  "contract.manage": { platform: platform.admin },
  "terms.view": { platform: platform.all },
  "terms.manage": { platform: platform.admin },
  "tax_profile.manage": { customer: customer.money, platform: platform.money },
  "payment.view": { customer: customer.all, platform: platform.all },
  "payment.make": { customer: customer.money },
  "invoice.view": { platform: platform.all },
  "invoice.manage": { platform: platform.money },
  "reconciliation.view": { platform: platform.all },
  "reconciliation.manage": { platform: platform.money },
  "stripe.view": { platform: platform.all },
  "stripe.manage": { platform: platform.admin },
  "dispute.view": { platform: platform.all },
  "dispute.manage": { platform: platform.money },
  /** Freezes of launches, and limits that are set by hand. */
  "risk.manage": { platform: platform.admin },
  "budget.view": { customer: customer.all },
  "budget.manage": { customer: customer.money },
  "notice.view": { customer: customer.all, operator: operator.all, platform: platform.all },
  "statement.view": { customer: customer.all, operator: operator.money, platform: platform.all },
  "receipt.view": { customer: customer.all, operator: operator.all, platform: platform.all },
  "correction.view": { platform: platform.all },
  "correction.manage": { platform: platform.money },
  "sla.view": { customer: customer.all, operator: operator.all, platform: platform.all },
  "sla.manage": { platform: platform.admin },
  "price_book.view": { platform: platform.all },
  "price_book.manage": { platform: platform.admin },
  "spread.view": { platform: platform.all },
  "customer.view": { platform: platform.all },
  "customer.credit": { platform: platform.admin },
  "customer.refund": { platform: platform.money },
  "ledger.view": { platform: platform.all },
  "ledger.adjust": { platform: platform.money },
  "ledger.approve": { platform: platform.admin },
  "promo.grant": { platform: platform.admin },
  "mail.view": { platform: platform.all },
  "mail.manage": { platform: ["admin", "operations", "support"] },
  "books.close": { platform: platform.money },
  /** Who belongs to the organization, and its name. */
  "organization.view": { customer: customer.all, operator: operator.all, platform: platform.all },
  "organization.manage": { customer: customer.leaders, operator: operator.owner, platform: platform.admin },
  "member.manage": { customer: customer.leaders, operator: operator.owner, platform: platform.admin },
  /** Making another person an owner, oneself less, and closing the organization. */
  "organization.transfer": { customer: customer.owner, operator: operator.owner, platform: platform.admin },
  "project.view": { customer: customer.all },
  "project.manage": { customer: customer.leaders },
  "api_key.view": { customer: customer.builders, operator: operator.technical },
  "api_key.manage": { customer: customer.builders, operator: operator.owner },
  "audit.view": { customer: customer.leaders, operator: operator.owner, platform: platform.all },
  /** Looking at an organization as its people see it, for a stated reason. */
  "organization.impersonate": { platform: platform.care },
  "organization.suspend": { platform: platform.admin },
  "compliance.view": { platform: platform.all },
  "compliance.manage": { platform: platform.running },
  "end_use.declare": { customer: customer.leaders, operator: operator.owner },
  "system.view": { platform: platform.all },
} as const satisfies Record<string, { [K in OrganizationKind]?: readonly RoleOf<K>[] }>;
export type Permission = keyof typeof PERMISSIONS;

/** What asks for a second factor that is no older than ten minutes. */
export const STEP_UP: ReadonlySet<Permission> = new Set<Permission>([
  "api_key.manage",
  "host.retire",
  "member.manage",
  "organization.transfer",
  "organization.impersonate",
  "organization.suspend",
  "payout.reverse",
  "payout_account.approve",
  "payout_account.manage",
]);

/** What tells of all instances at once, and so is not for who sees chosen projects alone. */
export const WHOLE_ORGANIZATION: ReadonlySet<Permission> = new Set<Permission>(["statement.view", "payment.view"]);

export function rolesFor(permission: Permission, kind: OrganizationKind): readonly Role[] {
  return (PERMISSIONS[permission] as Partial<Record<OrganizationKind, readonly Role[]>>)[kind] ?? [];
}

export function isPermitted(permission: Permission, kind: OrganizationKind, role: Role): boolean {
  return rolesFor(permission, kind).includes(role);
}

/** What a visit that may only look, or a key with the scope `read`, is let do. */
export function isReading(permission: Permission): boolean {
  return permission.endsWith(".view");
}

/** Whether one role lets do all that another does: nobody gives more than they have. */
export function includesRole(kind: OrganizationKind, role: Role, other: Role): boolean {
  const all = Object.keys(PERMISSIONS) as Permission[];
  return all.every((permission) => !isPermitted(permission, kind, other) || isPermitted(permission, kind, role));
}

export function isRoleOf(kind: OrganizationKind, role: Role): boolean {
  return (ROLES_OF[kind] as readonly Role[]).includes(role);
}
