import type { ReactNode } from "react";
import { readSwitcher } from "@/app/organizations/read-switcher";
import { FactorNotice } from "@/components/identity/factor-notice";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav";
import { offeredTo } from "@/lib/identity/authorize";
import { isFactorMissing } from "@/lib/identity/security-queries";
import { requireContext } from "@/lib/web/context";

const nav: NavItem[] = [
  { label: "Spread", href: "/desk", icon: "spread", shortcut: "s", exact: true },
  { label: "Price book", href: "/desk/price-book", icon: "price-books", group: "Market", shortcut: "p" },
  { label: "Contracts", href: "/desk/contracts", icon: "operators", group: "Market", shortcut: "o" },
  { label: "Customers", href: "/desk/customers", icon: "customers", group: "Market", shortcut: "c" },
  { label: "Leases", href: "/desk/leases", icon: "leases", group: "Market", shortcut: "l" },
  { label: "Rates", href: "/desk/rates", icon: "market", group: "Money", shortcut: "r" },
  { label: "Corrections", href: "/desk/corrections", icon: "corrections", group: "Money", shortcut: "k" },
  { label: "SLA", href: "/desk/sla", icon: "sla", group: "Money", shortcut: "a" },
  { label: "Ledger", href: "/desk/ledger", icon: "ledger", group: "Money", shortcut: "b" },
  { label: "Adjustments", href: "/desk/adjustments", icon: "adjustments", group: "Money", shortcut: "j" },
  { label: "Payments", href: "/desk/payments", icon: "payments", group: "Money", shortcut: "y" },
  { label: "Invoices", href: "/desk/invoices", icon: "statements", group: "Money", shortcut: "i" },
  { label: "Reconciliation", href: "/desk/reconciliation", icon: "reconciliation", group: "Money", shortcut: "n" },
  { label: "Payouts", href: "/desk/payouts", icon: "earnings", group: "Money", shortcut: "u" },
  { label: "Disputes", href: "/desk/disputes", icon: "disputes", group: "Money", shortcut: "d" },
  { label: "Closing", href: "/desk/closing", icon: "closing", group: "Money", shortcut: "x" },
  { label: "Compliance", href: "/desk/compliance", icon: "compliance", group: "Market", shortcut: "h" },
  { label: "Mail", href: "/desk/mail", icon: "mail", group: "System", shortcut: "m" },
  { label: "Audit", href: "/desk/audit", icon: "audit", group: "System", shortcut: "t" },
  { label: "System", href: "/desk/system", icon: "system", group: "System", shortcut: "e" },
  { label: "Settings", href: "/settings", icon: "settings", group: "System", shortcut: "," },
];

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext("platform");
  const { actor } = ctx;
  const [switcher, needsFactor] = await Promise.all([readSwitcher(ctx), isFactorMissing(ctx)]);
  return (
    <AppShell
      portal="desk"
      nav={nav}
      offered={offeredTo(actor)}
      organizationName={actor.organizationName}
      userEmail={actor.email}
      switcher={switcher}
      notice={needsFactor ? <FactorNotice /> : null}
    >
      {children}
    </AppShell>
  );
}
