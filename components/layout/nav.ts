import type { Crumb } from "@/components/ui/breadcrumb";
import type { OrganizationKind, Permission } from "@/lib/core/permissions";
import type { IconName } from "./icons";
import { shortId } from "./short-id";

/** Settings belong to no portal: each leads there and back. */
export type Portal = "console" | "operator" | "desk" | "settings";

export type NavItem = {
  label: string;
  href: string;
  icon: IconName;
  group?: string;
  /** The key that opens the page after `g`. */
  shortcut?: string;
  exact?: boolean;
  badge?: string;
  /** Shown to whom it is offered; without it to everybody. */
  permission?: Permission;
  /** Of the person themselves, and so not of who looks in for support. */
  isOwn?: boolean;
};

/** What of a menu is for who looks at it, without what says so. */
export function menuFor(nav: readonly NavItem[], offered: readonly Permission[], isVisitor: boolean): NavItem[] {
  return nav
    .filter(({ permission, isOwn }) => (!permission || offered.includes(permission)) && !(isOwn && isVisitor))
    .map(({ permission: _, isOwn: __, ...item }) => item);
}

export const portalLabels: Record<Portal, string> = {
  console: "Console",
  operator: "Operator portal",
  desk: "Platform desk",
  settings: "Settings",
};

export const organizationKinds: Record<Exclude<Portal, "settings">, string> = {
  console: "Customer",
  operator: "Operator",
  desk: "Platform",
};

const portals: Record<OrganizationKind, Exclude<Portal, "settings">> = {
  customer: "console",
  operator: "operator",
  platform: "desk",
};

export function portalOf(kind: OrganizationKind): Exclude<Portal, "settings"> {
  return portals[kind];
}

function covers(item: NavItem, pathname: string): boolean {
  if (pathname === item.href) return true;
  return !item.exact && pathname.startsWith(`${item.href}/`);
}

export function currentItem(nav: readonly NavItem[], pathname: string): NavItem | undefined {
  return nav
    .filter((item) => covers(item, pathname))
    .reduce<NavItem | undefined>(
      (best, item) => (best && best.href.length >= item.href.length ? best : item),
      undefined,
    );
}

export function groupNav(nav: readonly NavItem[]): { group: string; items: NavItem[] }[] {
  const groups = new Map<string, NavItem[]>();
  for (const item of nav) groups.set(item.group ?? "", [...(groups.get(item.group ?? "") ?? []), item]);
  return [...groups].map(([group, items]) => ({ group, items }));
}

/** The trail follows the URL, so it is right on the first paint and needs nothing from the page. */
export function crumbsFor(nav: readonly NavItem[], pathname: string): Crumb[] {
  const item = currentItem(nav, pathname);
  if (!item) return pathname.split("/").slice(-1).filter(Boolean).map(segmentCrumb);
  const rest = pathname.slice(item.href.length).split("/").filter(Boolean);
  const trail: Crumb[] = rest.map((segment) => segmentCrumb(decodeURIComponent(segment)));
  return [{ label: item.label, href: rest.length > 0 ? item.href : undefined }, ...trail];
}

function segmentCrumb(segment: string): Crumb {
  if (/^[a-z]{3}_/.test(segment)) return { label: shortId(segment), mono: true };
  const words = segment.replaceAll("-", " ");
  return { label: words.charAt(0).toUpperCase() + words.slice(1) };
}
