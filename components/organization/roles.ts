import type { SelectOption } from "@/components/ui/native-select";
import { type OrganizationKind, ROLES_OF, type Role } from "@/lib/core/permissions";

/** What each role is for, in a line. */
export const ROLE_TEXTS: Record<OrganizationKind, Partial<Record<Role, string>>> = {
  customer: {
    owner: "everything, and closing the organization",
    admin: "everything but ownership",
    member: "launches and looks",
    billing: "money and looks",
    viewer: "looks",
  },
  operator: {
    owner: "everything, bank accounts included",
    technician: "sites and hosts",
    finance: "earnings, contracts and payouts",
  },
  platform: {
    admin: "everything",
    finance: "money and corrections",
    operations: "leases, hosts and compliance",
    support: "looks, and looks in at customers",
  },
};

export function roleOptions(kind: OrganizationKind, isShown: (role: Role) => boolean = () => true): SelectOption[] {
  return (ROLES_OF[kind] as readonly Role[])
    .filter(isShown)
    .map((role) => ({ value: role, label: `${role}: ${ROLE_TEXTS[kind][role]}` }));
}
