import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, sessions } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { revokeKeysOf } from "../keys/revoke-api-key";
import { assertMayTouch, findMember } from "./find-member";
import { lockMembership } from "./own-membership";
import { type MemberInput, memberSchema } from "./schemas";

/** Somebody else, or a service account: their sessions here end at once and their keys open nothing. What they launched goes on. */
export async function removeMember(asked: Context, input: MemberInput): Promise<void> {
  const ctx = acrossTenants(asked, "sessions that end are another person's, and so is the mail");
  const actor = authorize(ctx, "member.manage");
  const { userId } = parseInput(memberSchema, input);
  if (userId === actor.userId) throw new AppError("forbidden", "Leave the organization instead.");
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor, "member.manage");
    const member = await findMember(tx, actor, userId);
    await assertMayTouch(tx, actor, own, member);
    await queueMail(tx, {
      template: "member-removed",
      props: { organization: actor.organizationName, by: actor.email, href: "/" },
      fact: `removed:${newId("req")}`,
      to: { userId },
    });
    const keys = await endMembership(tx, { organizationId: actor.organizationId, userId, by: actor.userId });
    const detail = { email: member.email, role: member.role, keysRevoked: keys };
    await recordAudit(tx, ctx, { action: "member.remove", targetId: userId, detail });
  });
}

/** Membership, projects, sessions and keys of one person in one organization. Answers how many keys that was. */
export async function endMembership(
  tx: Transaction,
  { organizationId, userId, by }: { organizationId: string; userId: string; by: string },
): Promise<number> {
  await tx
    .delete(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
  await tx
    .update(sessions)
    .set({ revokedAt: sql`platform_now()` })
    .where(and(eq(sessions.organizationId, organizationId), eq(sessions.userId, userId), isNull(sessions.revokedAt)));
  return revokeKeysOf(tx, { organizationId, userId, by });
}
