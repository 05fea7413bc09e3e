import { and, eq } from "drizzle-orm";
import { memberships } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isRoleOf, LEADING_ROLE, type Role } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { findMember } from "./find-member";
import { lockMembership } from "./own-membership";
import { type TransferOwnershipInput, transferOwnershipSchema } from "./schemas";

/** Another person leads from now on, and oneself has a lesser role: both at once, so that there is never nobody. All owners are told. */
export async function transferOwnership(ctx: Context, input: TransferOwnershipInput): Promise<void> {
  const actor = authorize(ctx, "organization.transfer");
  const { userId, ownRole } = parseInput(transferOwnershipSchema, input);
  const { organizationId, organizationKind: kind, organizationName } = actor;
  const leading = LEADING_ROLE[kind];
  if (userId === actor.userId) throw new AppError("invalid_input", "Choose somebody else.");
  if (!isRoleOf(kind, ownRole) || ownRole === leading)
    throw new AppError("invalid_input", "Choose a lesser role for yourself.", {
      fields: { ownRole: ["Choose a lesser role for yourself."] },
    });
  const fact = `transfer:${newId("req")}`;
  await ctx.db.transaction(async (tx) => {
    await lockMembership(tx, actor, "organization.transfer");
    const member = await findMember(tx, actor, userId);
    if (member.kind === "service") throw new AppError("forbidden", "A service account never leads.");
    const setRole = (whose: string, role: Role) =>
      tx
        .update(memberships)
        .set({ role, restricted: false })
        .where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, whose)));
    await queueTold();
    await setRole(userId, leading);
    await setRole(actor.userId, ownRole);
    await queueTold();
    const detail = { to: member.email, from: actor.email, ownRole };
    await recordAudit(tx, ctx, { action: "organization.transfer", targetId: userId, detail });

    /** Those who lead before and those who lead after: each once, by the fact. */
    async function queueTold() {
      await queueMail(tx, {
        template: "ownership-transferred",
        props: { organization: organizationName, from: actor.email, to: member.email, role: leading, href: "/" },
        fact,
        to: { organizationId, roles: [leading] },
      });
    }
  });
}
