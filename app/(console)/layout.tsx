import type { ReactNode } from "react";
import { loadSwitcher } from "@/app/organizations/load-switcher";
import { VerifyAddressNotice } from "@/components/identity/verify-address-notice";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav";
import { getOwnAddress } from "@/lib/identity/send-verification-again";
import { requireContext } from "@/lib/web/context";
import { sendVerification } from "./actions";

const nav: NavItem[] = [
  { label: "Overview", href: "/overview", icon: "overview", shortcut: "o" },
  { label: "Catalogue", href: "/catalogue", icon: "catalogue", shortcut: "c" },
  { label: "Launch", href: "/launch", icon: "launch", shortcut: "l" },
  { label: "Instances", href: "/instances", icon: "instances", shortcut: "i" },
  { label: "SSH keys", href: "/ssh-keys", icon: "ssh-keys", shortcut: "k" },
  { label: "Usage", href: "/usage", icon: "usage", group: "Money", shortcut: "u" },
  { label: "Billing", href: "/billing", icon: "billing", group: "Money", shortcut: "b" },
  { label: "Statements", href: "/billing/statements", icon: "statements", group: "Money", shortcut: "s" },
  { label: "Settings", href: "/settings", icon: "settings", group: "Organization", shortcut: "," },
];

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext("customer");
  const { actor } = ctx;
  const { email, verifiedAt } = await getOwnAddress(ctx);
  return (
    <AppShell
      portal="console"
      nav={actor.projects ? nav.filter(({ href }) => !href.startsWith("/billing")) : nav}
      organizationName={actor.organizationName}
      userEmail={actor.email}
      switcher={await loadSwitcher(ctx)}
      notice={verifiedAt ? null : <VerifyAddressNotice email={email} send={sendVerification} />}
    >
      {children}
    </AppShell>
  );
}
