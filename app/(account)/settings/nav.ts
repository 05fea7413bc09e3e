import type { NavItem } from "@/components/layout/nav";
import type { OrganizationKind } from "@/lib/core/permissions";
import { homePathOf } from "@/lib/web/paths";

/** One's own pages first, then the organization's. */
const ITEMS: NavItem[] = [
  { label: "Profile", href: "/settings/profile", icon: "person", group: "You", isOwn: true },
  { label: "Security", href: "/settings/security", icon: "security", group: "You", isOwn: true },
  { label: "Sessions", href: "/settings/sessions", icon: "sessions", group: "You", isOwn: true },
  { label: "Your data", href: "/settings/data", icon: "data", group: "You", isOwn: true },
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

export function settingsNav(kind: OrganizationKind): NavItem[] {
  return [{ label: portalNames[kind], href: homePathOf(kind), icon: "back", exact: true }, ...ITEMS];
}
