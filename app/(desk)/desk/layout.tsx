import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav";
import { requireContext } from "@/lib/web/context";

const nav: NavItem[] = [
  { label: "Spread", href: "/desk", icon: "spread", shortcut: "s", exact: true },
  { label: "Price book", href: "/desk/price-book", icon: "price-books", group: "Market", shortcut: "p" },
  { label: "Customers", href: "/desk/customers", icon: "customers", group: "Market", shortcut: "c" },
  { label: "Leases", href: "/desk/leases", icon: "leases", group: "Market", shortcut: "l" },
  { label: "Ledger", href: "/desk/ledger", icon: "ledger", group: "Money", shortcut: "b" },
  { label: "Closing", href: "/desk/closing", icon: "closing", group: "Money", shortcut: "x" },
];

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const { actor } = await requireContext("platform");
  return (
    <AppShell portal="desk" nav={nav} organizationName={actor.organizationName} userEmail={actor.email}>
      {children}
    </AppShell>
  );
}
