"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Switcher } from "@/components/organization/switcher";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Icon } from "./icons";
import { Logo } from "./logo";
import { currentItem, groupNav, type NavItem, type Portal, portalLabels } from "./nav";
import { UserMenu } from "./user-menu";

export type SidebarProps = {
  portal: Portal;
  nav: readonly NavItem[];
  organizationName: string;
  organizationKind: string;
  userEmail: string;
  switcher: Switcher | undefined;
  onNavigate?: () => void;
};

export function SidebarBody({ portal, nav, onNavigate, ...account }: SidebarProps) {
  const pathname = usePathname();
  const current = currentItem(nav, pathname);
  return (
    <>
      <Link
        href={nav[0]?.href ?? "/"}
        onClick={onNavigate}
        className="m-2 flex h-10 shrink-0 items-center gap-2.5 rounded-md px-2 hover:bg-accent"
      >
        <Logo />
        <span className="min-w-0">
          <span className="block font-semibold leading-4">Openhall</span>
          <span className="block text-muted-foreground text-xs leading-4">{portalLabels[portal]}</span>
        </span>
      </Link>
      <nav aria-label={portalLabels[portal]} className="flex-1 overflow-y-auto px-2 pb-4">
        {groupNav(nav).map(({ group, items }) => (
          <div key={group} className="pt-2">
            {group ? <p className="px-2 pt-2 pb-1 font-medium text-muted-foreground text-xs">{group}</p> : null}
            <ul className="flex flex-col gap-px">
              {items.map((item) => (
                <li key={item.href}>
                  <NavLink item={item} current={item === current} onNavigate={onNavigate} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-t p-2">
        <UserMenu {...account} />
      </div>
    </>
  );
}

type NavLinkProps = { item: NavItem; current: boolean; onNavigate: (() => void) | undefined };

function NavLink({ item, current, onNavigate }: NavLinkProps) {
  return (
    <Link
      href={item.href}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-muted-foreground -outline-offset-2 hover:bg-accent hover:text-foreground",
        current && "bg-accent text-foreground [&_svg]:text-primary",
      )}
    >
      <Icon name={item.icon} className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.badge ? <Badge className="tabular">{item.badge}</Badge> : null}
    </Link>
  );
}
