import type { ReactNode } from "react";
import { MarketingShell } from "@/components/layout/marketing-shell";
import { getContext } from "@/lib/web/context";
import { homePathOf } from "@/lib/web/paths";

const NAV = [
  { label: "Prices", href: "/#prices" },
  { label: "Billing", href: "/#billing" },
  { label: "Operators", href: "/#operators" },
  { label: "Roles", href: "/docs/roles" },
];

export default async function MarketingLayout({ children }: { children: ReactNode }) {
  const { actor } = await getContext();
  return (
    <MarketingShell nav={NAV} signedInHref={actor.type === "user" ? homePathOf(actor.organizationKind) : undefined}>
      {children}
    </MarketingShell>
  );
}
