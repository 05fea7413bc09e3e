import { and, eq } from "drizzle-orm";
import { memberships } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { includesRole, LEADING_ROLE, RESTRICTABLE_ROLES } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { assertMayTouch, findMember } from "./find-member";
import { assertMayGive } from "./invite-member";
import { lockMembership } from "./own-membership";
import { type ChangeRoleInput, changeRoleSchema } from "./schemas";

/** Another role for somebody else, which counts with their next request. Nobody changes their own: an owner hands ownership over instead. */
export async function changeRole(asked: Context, input: ChangeRoleInput): Promise<void> {
  const ctx = acrossTenants(asked, "the person who is told is somebody else");
  const actor = authorize(ctx, "member.manage");
  const { userId, role } = parseInput(changeRoleSchema, input);
  if (userId === actor.userId)
    throw new AppError("forbidden", "Nobody changes their own role. Ask another, or hand ownership over.");
  const { organizationId, organizationKind: kind, organizationName } = actor;
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor, "member.manage");
    const member = await findMember(tx, actor, userId);
    assertMayGive(kind, own, role);
    if (member.kind === "service" && (role === LEADING_ROLE[kind] || !includesRole(kind, own, role)))
      throw new AppError("forbidden", "A service account may do no more than you, and never leads.");
    if (member.role === role) return;
    await assertMayTouch(tx, actor, own, member);
    await tx
      .update(memberships)
      .set({ role, restricted: member.restricted && RESTRICTABLE_ROLES.includes(role) })
      .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
    const detail = { email: member.email, from: member.role, to: role };
    await recordAudit(tx, ctx, { action: "member.change_role", targetId: userId, detail });
    await queueMail(tx, {
      template: "role-changed",
      props: { organization: organizationName, from: member.role, to: role, by: actor.email, href: "/" },
      fact: `role:${newId("req")}`,
      to: { userId },
    });
  });
}
