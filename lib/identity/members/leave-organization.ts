import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorizeOwn } from "../authorize";
import { assertMayTouch, findMember } from "./find-member";
import { lockMembership } from "./own-membership";
import { endMembership } from "./remove-member";

/** One's own membership ends, with the session and the keys that were of it. The last owner stays. */
export async function leaveOrganization(ctx: Context): Promise<void> {
  const actor = authorizeOwn(ctx);
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor);
    await assertMayTouch(tx, actor, own, { role: own });
    const { email, role } = await findMember(tx, actor, actor.userId);
    const { organizationId, userId } = actor;
    const keys = await endMembership(tx, { organizationId, userId, by: userId });
    const detail = { email, role, keysRevoked: keys };
    await recordAudit(tx, ctx, { action: "member.leave", targetId: userId, detail });
  });
}
