import Link from "next/link";
import { LookInDialog } from "@/components/desk/look-in-dialog";
import { Button } from "@/components/ui/button";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { isOffered } from "@/lib/identity/authorize";
import { getSupportAccess } from "@/lib/identity/impersonation/visit-queries";
import { requireContext } from "@/lib/web/context";
import { startVisitAction } from "./actions";

/** On the page of a customer or an operator: its audit log, and a visit for who may make one. */
export async function LookIn({ organization }: { organization: { id: string; name: string } }) {
  const ctx = await requireContext("platform");
  const { id, name } = organization;
  const log = (
    <Button asChild>
      <Link href={`/desk/audit?organization=${id}`}>Audit log</Link>
    </Button>
  );
  if (!isOffered(ctx.actor, "organization.impersonate")) return log;
  const { isAllowed } = await getSupportAccess(ctx, { organizationId: id });
  const isAdmin = ctx.actor.role === LEADING_ROLE.platform;
  return (
    <>
      {log}
      <LookInDialog organization={{ id, name }} isAllowed={isAllowed} isAdmin={isAdmin} start={startVisitAction} />
    </>
  );
}
