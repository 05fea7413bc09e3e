import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { invitations, memberships, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isPermitted } from "@/lib/core/permissions";
import { AppError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "../authorize";
import { findByToken } from "./invitation-link";
import { lockOrganization } from "./own-membership";
import { type AcceptInvitationInput, acceptInvitationSchema } from "./schemas";

type Invitation = typeof invitations.$inferSelect;

/**
 * Who is signed in with the invited address joins, in the role that the invitation names. The link proves that the mail reached them, so their
 * address is confirmed with it. Whoever else follows it is told to sign in as the invited.
 */
export async function acceptInvitation(
  asked: Context,
  input: AcceptInvitationInput,
): Promise<{ organizationId: string }> {
  const ctx = acrossTenants(asked, "who joins does not belong to the organization yet");
  const actor = authorizeOwn(ctx);
  const { token } = parseInput(acceptInvitationSchema, input);
  return ctx.db.transaction(async (tx) => {
    const invitation = await takeInvitation(tx, token);
    if (invitation.email !== actor.email)
      throw new AppError(
        "forbidden",
        `This invitation is for another address than ${actor.email}. Sign out, and sign in or up with the invited one.`,
      );
    await join(tx, ctx, invitation, actor.userId);
    return { organizationId: invitation.organizationId };
  });
}

/** The token's invitation under its own lock and the organization's, where it is still good; else why not. */
export async function takeInvitation(tx: Transaction, token: string): Promise<Invitation> {
  const known = await findByToken(tx, token);
  if (!known) throw notFound("invitation any more: copy all of the link from the newest mail");
  await lockOrganization(tx, known.organizationId);
  const invitation = await findByToken(tx, token, true);
  if (!invitation) throw notFound("invitation any more: copy all of the link from the newest mail");
  if (invitation.acceptedAt) throw new AppError("conflict", "This invitation was accepted already. Sign in.");
  if (invitation.revokedAt) throw new AppError("precondition_failed", "This invitation was revoked. Ask for another.");
  if (invitation.expiresAt <= (await databaseNow(tx)))
    throw new AppError("precondition_failed", "This invitation is older than seven days. Ask for another.");
  await assertInviterStillMay(tx, invitation);
  return invitation;
}

/** What somebody promised who may not any more, or has left, is void. */
async function assertInviterStillMay(tx: Transaction, { organizationId, invitedBy, role }: Invitation): Promise<void> {
  const organization = await lockOrganization(tx, organizationId);
  const [inviter] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, invitedBy)));
  const mayStill =
    inviter !== undefined &&
    isPermitted("member.manage", organization.kind, inviter.role) &&
    (!isPermitted("organization.transfer", organization.kind, role) ||
      isPermitted("organization.transfer", organization.kind, inviter.role));
  if (!mayStill)
    throw new AppError("precondition_failed", "Who invited you may not do so any more. Ask for another invitation.");
}

/** Once an invitation, under the locks of `takeInvitation`. */
export async function join(tx: Transaction, ctx: Context, invitation: Invitation, userId: string): Promise<void> {
  const { id, organizationId, role, restricted, email } = invitation;
  const [member] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
  if (member) throw new AppError("conflict", "You belong to this organization already.");
  const at = await databaseNow(tx);
  await tx.update(invitations).set({ acceptedAt: at, acceptedBy: userId }).where(eq(invitations.id, id));
  await tx.insert(memberships).values({ id: newId("mem"), organizationId, userId, role, restricted });
  const [user] = await tx.select({ at: users.emailVerifiedAt }).from(users).where(eq(users.id, userId));
  if (!user?.at) await tx.update(users).set({ emailVerifiedAt: at }).where(eq(users.id, userId));
  const detail = { email, role, restricted, invitationId: id };
  await recordAudit(tx, ctx, {
    action: "member.join",
    targetId: userId,
    organizationId,
    by: { userId, email },
    detail,
  });
}
