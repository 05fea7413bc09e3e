import { and, eq, isNull } from "drizzle-orm";
import { memberships, organizations, sessions } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { OrganizationKind } from "@/lib/core/permissions";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "../authorize";
import { type SwitchOrganizationInput, switchOrganizationSchema } from "./schemas";

/** The session acts for another of one's own organizations from the next request on; in the one it goes to this is on record. */
export async function switchOrganization(
  asked: Context,
  input: SwitchOrganizationInput,
): Promise<{ kind: OrganizationKind }> {
  const ctx = acrossTenants(asked, "it goes on record in the organization that it leads to");
  const actor = authorizeOwn(ctx);
  const { organizationId } = parseInput(switchOrganizationSchema, input);
  return ctx.db.transaction(async (tx) => {
    const [member] = await tx
      .select({ kind: organizations.kind })
      .from(memberships)
      .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
      .where(
        and(
          eq(memberships.organizationId, organizationId),
          eq(memberships.userId, actor.userId),
          isNull(organizations.closedAt),
        ),
      );
    if (!member) throw notFound("organization of yours");
    await tx
      .update(sessions)
      .set({ organizationId })
      .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId)));
    const detail = { from: actor.organizationId };
    await recordAudit(tx, ctx, { action: "session.switch", targetId: actor.sessionId, organizationId, detail });
    return member;
  });
}
