import { LookInDialog } from "@/components/desk/look-in-dialog";
import { isPermitted, LEADING_ROLE } from "@/lib/core/permissions";
import { getSupportAccess } from "@/lib/identity/impersonation/visit-queries";
import { requireContext } from "@/lib/web/context";
import { startVisitAction } from "./actions";

/** For who may visit, on the page of a customer or an operator. */
export async function LookIn({ organization }: { organization: { id: string; name: string } }) {
  const ctx = await requireContext("platform");
  const { organizationKind, role } = ctx.actor;
  if (!isPermitted("organization.impersonate", organizationKind, role)) return null;
  const { isAllowed } = await getSupportAccess(ctx, { organizationId: organization.id });
  const { id, name } = organization;
  const isAdmin = role === LEADING_ROLE.platform;
  return <LookInDialog organization={{ id, name }} isAllowed={isAllowed} isAdmin={isAdmin} start={startVisitAction} />;
}
