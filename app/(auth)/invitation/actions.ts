"use server";

import { redirect } from "next/navigation";
import { acceptInvitation } from "@/lib/identity/members/accept-invitation";
import { joinByInvitation } from "@/lib/identity/members/join-by-invitation";
import { acceptInvitationSchema, joinByInvitationSchema } from "@/lib/identity/members/schemas";
import { switchOrganization } from "@/lib/identity/members/switch-organization";
import { formAction } from "@/lib/web/action";
import { homePathOf } from "@/lib/web/paths";
import { signIn } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

export const submitAcceptance = formAction(acceptInvitationSchema, async (ctx, input) => {
  const { kind } = await switchOrganization(ctx, await acceptInvitation(ctx, input));
  redirect(homePathOf(kind));
});

export const submitJoin = formAction(joinByInvitationSchema, async (ctx, input) => {
  const { email } = await joinByInvitation(ctx, input);
  const step = await signIn(ctx, { email, password: input.password });
  redirect(step ? pathAfter(step, null) : "/sign-in");
});
