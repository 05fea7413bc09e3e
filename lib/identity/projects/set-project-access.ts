import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, projectMembers, projects } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { RESTRICTABLE_ROLES } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { assertMayTouch, findMember } from "../members/find-member";
import { lockMembership } from "../members/own-membership";
import { type SetProjectAccessInput, setProjectAccessSchema } from "./schemas";

/** Holds a member or viewer to chosen projects, with a role in each, or lets them see all; it counts with their next request. */
export async function setProjectAccess(ctx: Context, input: SetProjectAccessInput): Promise<void> {
  const actor = authorize(ctx, "member.manage");
  const { userId, restricted, projects: wanted } = parseInput(setProjectAccessSchema, input);
  if (userId === actor.userId) throw new AppError("forbidden", "Nobody changes what they see themselves.");
  const { organizationId } = actor;
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor, "member.manage");
    const member = await findMember(tx, actor, userId);
    await assertMayTouch(tx, actor, own, member);
    if (restricted && !RESTRICTABLE_ROLES.includes(member.role))
      throw new AppError("precondition_failed", `Only who is ${RESTRICTABLE_ROLES.join(" or ")} sees chosen projects.`);
    const chosen = restricted ? [...new Map(wanted.map((one) => [one.projectId, one])).values()] : [];
    await assertOwn(
      tx,
      organizationId,
      chosen.map((one) => one.projectId),
    );
    await tx
      .update(memberships)
      .set({ restricted })
      .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
    await tx
      .delete(projectMembers)
      .where(and(eq(projectMembers.organizationId, organizationId), eq(projectMembers.userId, userId)));
    if (chosen.length > 0)
      await tx.insert(projectMembers).values(chosen.map((one) => ({ ...one, organizationId, userId })));
    const detail = { email: member.email, restricted, projects: chosen };
    await recordAudit(tx, ctx, { action: "member.set_projects", targetId: userId, detail });
  });
}

async function assertOwn(tx: Transaction, organizationId: string, projectIds: string[]): Promise<void> {
  if (projectIds.length === 0) return;
  const found = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(
      and(inArray(projects.id, projectIds), eq(projects.organizationId, organizationId), isNull(projects.archivedAt)),
    );
  if (found.length === projectIds.length) return;
  const message = "Choose from the projects that there are.";
  throw new AppError("invalid_input", message, { fields: { projects: [message] } });
}
