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
  { label: "Profile", href: "/settings/profile", icon: "person", group: "You" },
  { label: "Security", href: "/settings/security", icon: "security", group: "You" },
  { label: "Sessions", href: "/settings/sessions", icon: "sessions", group: "You" },
  { label: "Your data", href: "/settings/data", icon: "data", group: "You" },
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
  { label: "Audit log", href: "/settings/audit-log", icon: "audit", group: "Organization", permission: "audit.view" },
  {
    label: "End use and owners",
    href: "/settings/end-use",
    icon: "compliance",
    group: "Organization",
    permission: "end_use.declare",
  },
  {
    label: "Provenance",
    href: "/settings/provenance",
    icon: "statements",
    group: "Organization",
    permission: "host.enrol",
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
