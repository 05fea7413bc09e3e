import type { ReactNode } from "react";
import { readSwitcher } from "@/app/organizations/read-switcher";
import { portalNotice } from "@/components/compliance/portal-notice";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav";
import { findOwnTrouble } from "@/lib/compliance/own-queries";
import { offeredTo } from "@/lib/identity/authorize";
import { isFactorMissing } from "@/lib/identity/security-queries";
import { getOwnAddress } from "@/lib/identity/send-verification-again";
import { requireContext } from "@/lib/web/context";
import { visitOf } from "@/lib/web/visit";
import { sendVerification } from "./actions";

const nav: NavItem[] = [
  { label: "Overview", href: "/operator", icon: "overview", shortcut: "o", exact: true },
  { label: "Sites", href: "/operator/sites", icon: "sites", group: "Supply", shortcut: "s" },
  { label: "Hosts", href: "/operator/hosts", icon: "hosts", group: "Supply", shortcut: "h" },
  { label: "Inventory", href: "/operator/accelerators", icon: "inventory", group: "Supply", shortcut: "i" },
  { label: "Maintenance", href: "/operator/maintenance", icon: "maintenance", group: "Supply", shortcut: "m" },
  { label: "Offers", href: "/operator/offers", icon: "offers", group: "Supply", shortcut: "f" },
  {
    label: "Contracts",
    href: "/operator/contracts",
    icon: "ledger",
    group: "Money",
    shortcut: "c",
    permission: "contract.view",
  },
  {
    label: "Earnings",
    href: "/operator/earnings",
    icon: "earnings",
    group: "Money",
    shortcut: "e",
    permission: "earnings.view",
  },
  {
    label: "Statements",
    href: "/operator/statements",
    icon: "statements",
    group: "Money",
    shortcut: "t",
    permission: "statement.view",
  },
  {
    label: "Payouts",
    href: "/operator/payouts",
    icon: "payments",
    group: "Money",
    shortcut: "p",
    permission: "payout.view",
  },
  { label: "Settings", href: "/settings", icon: "settings", group: "Organization", shortcut: "," },
];

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext("operator");
  const { actor } = ctx;
  const [{ email, verifiedAt }, trouble, switcher, needsFactor] = await Promise.all([
    getOwnAddress(ctx),
    findOwnTrouble(ctx),
    readSwitcher(ctx),
    isFactorMissing(ctx),
  ]);
  return (
    <AppShell
      portal="operator"
      nav={nav}
      offered={offeredTo(actor)}
      organizationName={actor.organizationName}
      userEmail={actor.email}
      switcher={switcher}
      visit={visitOf(actor)}
      notice={portalNotice({
        trouble,
        now: ctx.now,
        email,
        verifiedAt: actor.impersonation ? ctx.now : verifiedAt,
        send: sendVerification,
        isFactorMissing: needsFactor,
      })}
    >
      {children}
    </AppShell>
  );
}
