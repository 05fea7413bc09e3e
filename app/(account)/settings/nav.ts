import type { IconName } from "@/components/layout/icons";
import type { NavItem } from "@/components/layout/nav";
import { isPermitted, type OrganizationKind, type Permission, type Role } from "@/lib/core/permissions";
import { homePathOf } from "@/lib/web/paths";

interface SettingsItem {
  label: string;
  href: string;
  icon: IconName;
  group: "You" | "Organization";
  /** Shown to who has it; without it to everybody. */
  permission?: Permission;
}

/** One's own pages first, then the organization's. */
const ITEMS: SettingsItem[] = [
  { label: "Organization", href: "/settings/organization", icon: "operators", group: "Organization" },
  { label: "Members", href: "/settings/members", icon: "team", group: "Organization", permission: "organization.view" },
  {
    label: "Projects",
    href: "/settings/projects",
    icon: "projects",
    group: "Organization",
    permission: "project.view",
  },
  {
    label: "API keys",
    href: "/settings/api-keys",
    icon: "api-keys",
    group: "Organization",
    permission: "api_key.view",
  },
];

const portalNames: Record<OrganizationKind, string> = {
  customer: "Back to the console",
  operator: "Back to the portal",
  platform: "Back to the desk",
};

export function settingsNav(kind: OrganizationKind, role: Role): NavItem[] {
  const shown = ITEMS.filter(({ permission }) => !permission || isPermitted(permission, kind, role));
  return [
    { label: portalNames[kind], href: homePathOf(kind), icon: "back", exact: true },
    ...shown.map(({ label, href, icon, group }) => ({ label, href, icon, group })),
  ];
}
