import { and, count, eq, gte, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { invitations, memberships, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isRoleOf, LEADING_ROLE, type OrganizationKind, RESTRICTABLE_ROLES, type Role } from "@/lib/core/permissions";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { hashToken } from "../tokens";
import { invitationToken, mailInvitation } from "./invitation-link";
import { lockMembership } from "./own-membership";
import { type InviteMemberInput, inviteMemberSchema } from "./schemas";

const MOST_PENDING = 50;
/** So that nobody sends mails to strangers through us by the thousand. */
const MOST_A_DAY = 100;

/** Asks an address by mail to join. An invitation that is open for it is told of; a new one replaces one that has ended. */
export async function inviteMember(ctx: Context, input: InviteMemberInput): Promise<{ invitationId: string }> {
  const actor = authorize(ctx, "member.manage");
  const { email, role, restricted } = parseInput(inviteMemberSchema, input);
  const { organizationId, organizationKind } = actor;
  return ctx.db.transaction(async (tx) => {
    assertMayGive(organizationKind, await lockMembership(tx, actor, "member.manage"), role);
    await refuseMember(tx, organizationId, email);
    const at = await databaseNow(tx);
    await makeRoom(tx, organizationId, email, at);
    const invitationId = newId("ivt");
    const [invitation] = await tx
      .insert(invitations)
      .values({
        id: invitationId,
        organizationId,
        email,
        role,
        restricted: restricted && RESTRICTABLE_ROLES.includes(role),
        invitedBy: actor.userId,
        tokenHash: hashToken(invitationToken({ invitationId, sends: 1 })),
        createdAt: at,
        sentAt: at,
        expiresAt: at,
      })
      .returning();
    await mailInvitation(tx, invitation!, actor);
    await recordAudit(tx, ctx, {
      action: "member.invite",
      targetId: invitationId,
      detail: { email, role, restricted },
    });
    return { invitationId };
  });
}

/** A role of the kind; the leading one is given by those alone who have it. */
export function assertMayGive(kind: OrganizationKind, own: Role, role: Role): void {
  if (!isRoleOf(kind, role))
    throw new AppError("invalid_input", "Choose a role.", { fields: { role: ["There is no such role here."] } });
  if (role === LEADING_ROLE[kind] && own !== role)
    throw new AppError("forbidden", `Only who is ${role} makes somebody ${role}.`);
}

async function refuseMember(tx: Transaction, organizationId: string, email: string): Promise<void> {
  const [member] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.organizationId, organizationId), eq(users.email, email)));
  if (!member) return;
  const message = "Whoever has this address belongs to the organization already.";
  throw new AppError("conflict", message, { fields: { email: [message] } });
}

async function makeRoom(tx: Transaction, organizationId: string, email: string, at: Date): Promise<void> {
  const open = and(
    eq(invitations.organizationId, organizationId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );
  const pending = await tx.select().from(invitations).where(open).for("update");
  const same = pending.find((invitation) => invitation.email === email);
  if (same && same.expiresAt > at) {
    const message = "This address is invited already. Send it again, or revoke it first.";
    throw new AppError("conflict", message, { fields: { email: [message] } });
  }
  if (same) await tx.update(invitations).set({ revokedAt: at }).where(eq(invitations.id, same.id));
  if (pending.length >= MOST_PENDING)
    throw new AppError("limit_exceeded", `At most ${MOST_PENDING} invitations can be open. Revoke some first.`);
  const [today] = await tx
    .select({ total: count() })
    .from(invitations)
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        gte(invitations.createdAt, new Date(at.getTime() - 24 * HOUR_MS)),
      ),
    );
  if (Number(today?.total) >= MOST_A_DAY)
    throw new AppError("rate_limited", `At most ${MOST_A_DAY} invitations a day. Go on tomorrow.`);
}
