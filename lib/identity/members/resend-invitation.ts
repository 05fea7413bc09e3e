import { databaseNow } from "@/db/clock";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { mailInvitation } from "./invitation-link";
import { lockMembership } from "./own-membership";
import { findPending } from "./revoke-invitation";
import { type InvitationInput, invitationSchema } from "./schemas";

const MOST_SENDS = 5;
const PAUSE_MS = 60_000;

/** Another mail with a link of its own, good for seven days from now; the one before opens nothing any more. */
export async function resendInvitation(ctx: Context, input: InvitationInput): Promise<void> {
  const actor = authorize(ctx, "member.manage");
  const { invitationId } = parseInput(invitationSchema, input);
  await ctx.db.transaction(async (tx) => {
    const own = await lockMembership(tx, actor, "member.manage");
    const invitation = await findPending(tx, actor, own, invitationId);
    const at = await databaseNow(tx);
    if (invitation.sends >= MOST_SENDS)
      throw new AppError("rate_limited", `It was sent ${MOST_SENDS} times. Ask whether the address is right.`);
    if (at.getTime() - invitation.sentAt.getTime() < PAUSE_MS)
      throw new AppError("rate_limited", "It was sent less than a minute ago. Give it a moment.");
    const sends = invitation.sends + 1;
    await mailInvitation(tx, { ...invitation, sends }, actor);
    await recordAudit(tx, ctx, { action: "member.invite_again", targetId: invitationId, detail: { sends } });
  });
}
