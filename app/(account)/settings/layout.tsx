import type { ReactNode } from "react";
import { readSwitcher } from "@/app/organizations/read-switcher";
import { FactorNotice } from "@/components/identity/factor-notice";
import { AppShell } from "@/components/layout/app-shell";
import { organizationKinds, portalOf } from "@/components/layout/nav";
import { offeredTo } from "@/lib/identity/authorize";
import { isFactorMissing } from "@/lib/identity/security-queries";
import { requireContext } from "@/lib/web/context";
import { visitOf } from "@/lib/web/visit";
import { settingsNav } from "./nav";

/** Of whoever is signed in, whatever their organization's kind: one's own pages, and those of the organization. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext();
  const { actor } = ctx;
  const [switcher, needsFactor] = await Promise.all([readSwitcher(ctx), isFactorMissing(ctx)]);
  return (
    <AppShell
      portal="settings"
      nav={settingsNav(actor.organizationKind)}
      offered={offeredTo(actor)}
      organizationName={actor.organizationName}
      organizationKind={organizationKinds[portalOf(actor.organizationKind)]}
      userEmail={actor.email}
      switcher={switcher}
      visit={visitOf(actor)}
      notice={needsFactor ? <FactorNotice /> : null}
    >
      {children}
    </AppShell>
  );
}
