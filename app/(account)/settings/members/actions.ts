"use server";

import { changeRole } from "@/lib/identity/members/change-role";
import { inviteMember } from "@/lib/identity/members/invite-member";
import { removeMember } from "@/lib/identity/members/remove-member";
import { resendInvitation } from "@/lib/identity/members/resend-invitation";
import { revokeInvitation } from "@/lib/identity/members/revoke-invitation";
import { changeRoleSchema, invitationSchema, inviteMemberSchema, memberSchema } from "@/lib/identity/members/schemas";
import { setProjectAccessSchema } from "@/lib/identity/projects/schemas";
import { setProjectAccess } from "@/lib/identity/projects/set-project-access";
import { action } from "@/lib/web/action";

export const submitInvitation = action(inviteMemberSchema, inviteMember);

export const submitResend = action(invitationSchema, resendInvitation);

export const submitRevocation = action(invitationSchema, revokeInvitation);

export const submitRole = action(changeRoleSchema, changeRole);

export const submitRemoval = action(memberSchema, removeMember);

export const submitProjects = action(setProjectAccessSchema, setProjectAccess);
