"use server";

import { revalidatePath } from "next/cache";
import { changeRole } from "@/lib/identity/members/change-role";
import { inviteMember } from "@/lib/identity/members/invite-member";
import { removeMember } from "@/lib/identity/members/remove-member";
import { resendInvitation } from "@/lib/identity/members/resend-invitation";
import { revokeInvitation } from "@/lib/identity/members/revoke-invitation";
import { changeRoleSchema, invitationSchema, inviteMemberSchema, memberSchema } from "@/lib/identity/members/schemas";
import { setProjectAccessSchema } from "@/lib/identity/projects/schemas";
import { setProjectAccess } from "@/lib/identity/projects/set-project-access";
import { action } from "@/lib/web/action";

const PAGE = "/settings/members";

export const submitInvitation = action(inviteMemberSchema, async (ctx, input) => {
  const invited = await inviteMember(ctx, input);
  revalidatePath(PAGE);
  return invited;
});

export const submitResend = action(invitationSchema, async (ctx, input) => {
  await resendInvitation(ctx, input);
  revalidatePath(PAGE);
});

export const submitRevocation = action(invitationSchema, async (ctx, input) => {
  await revokeInvitation(ctx, input);
  revalidatePath(PAGE);
});

export const submitRole = action(changeRoleSchema, async (ctx, input) => {
  await changeRole(ctx, input);
  revalidatePath(PAGE);
});

export const submitRemoval = action(memberSchema, async (ctx, input) => {
  await removeMember(ctx, input);
  revalidatePath(PAGE);
});

export const submitProjects = action(setProjectAccessSchema, async (ctx, input) => {
  await setProjectAccess(ctx, input);
  revalidatePath(PAGE);
});
