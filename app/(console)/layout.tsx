import type { ReactNode } from "react";
import { readSwitcher } from "@/app/organizations/read-switcher";
import { portalNotice } from "@/components/compliance/portal-notice";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav";
import { findOwnTrouble } from "@/lib/compliance/own-queries";
import { offeredTo } from "@/lib/identity/authorize";
import { getOwnAddress } from "@/lib/identity/send-verification-again";
import { requireContext } from "@/lib/web/context";
import { visitOf } from "@/lib/web/visit";
import { sendVerification } from "./actions";

const nav: NavItem[] = [
  { label: "Overview", href: "/overview", icon: "overview", shortcut: "o" },
  { label: "Catalogue", href: "/catalogue", icon: "catalogue", shortcut: "c" },
  { label: "Launch", href: "/launch", icon: "launch", shortcut: "l", permission: "lease.launch" },
  { label: "Instances", href: "/instances", icon: "instances", shortcut: "i" },
  { label: "SSH keys", href: "/ssh-keys", icon: "ssh-keys", shortcut: "k" },
  { label: "Usage", href: "/usage", icon: "usage", group: "Money", shortcut: "u" },
  { label: "Billing", href: "/billing", icon: "billing", group: "Money", shortcut: "b", permission: "payment.view" },
  {
    label: "Statements",
    href: "/billing/statements",
    icon: "statements",
    group: "Money",
    shortcut: "s",
    permission: "statement.view",
  },
  { label: "Settings", href: "/settings", icon: "settings", group: "Organization", shortcut: "," },
];

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext("customer");
  const { actor } = ctx;
  const [{ email, verifiedAt }, trouble, switcher] = await Promise.all([
    getOwnAddress(ctx),
    findOwnTrouble(ctx),
    readSwitcher(ctx),
  ]);
  return (
    <AppShell
      portal="console"
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
      })}
    >
      {children}
    </AppShell>
  );
}
