import type { Metadata } from "next";
import { SuspensionsTable } from "@/components/compliance/suspensions-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listSuspensions } from "@/lib/compliance/desk-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { liftSuspensionAction } from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Suspended" };

export default async function SuspendedPage() {
  const ctx = await requireContext("platform");
  const suspensions = await listSuspensions(ctx);
  const mayLift = isOffered(ctx.actor, "organization.suspend");
  return (
    <PageBody>
      <PageHeader
        title="Suspended"
        description="Nothing of theirs starts, is sold or paid out. What ran is stopped when the notice is over."
      />
      <ComplianceTabs current="Suspended" />
      <SuspensionsTable rows={toWire(suspensions)} {...(mayLift ? { lift: liftSuspensionAction } : {})} />
    </PageBody>
  );
}
