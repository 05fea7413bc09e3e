import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { invitations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import type { Role } from "@/lib/core/permissions";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { assertMayGive } from "./invite-member";
import { lockMembership } from "./own-membership";
import { type InvitationInput, invitationSchema } from "./schemas";

/** Its link opens nothing any more. */
export async function revokeInvitation(ctx: Context, input: InvitationInput): Promise<void> {
  const actor = authorize(ctx, "member.manage");
  const { invitationId } = parseInput(invitationSchema, input);
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor, "member.manage");
    const { email } = await findPending(tx, actor, own, invitationId);
    await tx.update(invitations).set({ revokedAt: sql`platform_now()` }).where(eq(invitations.id, invitationId));
    await recordAudit(tx, ctx, { action: "member.revoke_invitation", targetId: invitationId, detail: { email } });
  });
}

/** One of the organization's that is neither accepted nor revoked, locked; of a future owner for owners alone. */
export async function findPending(tx: Transaction, actor: UserActor, own: Role, invitationId: string) {
  const [invitation] = await tx
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.id, invitationId),
        eq(invitations.organizationId, actor.organizationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .for("update");
  if (!invitation) throw notFound("invitation");
  assertMayGive(actor.organizationKind, own, invitation.role);
  return invitation;
}
