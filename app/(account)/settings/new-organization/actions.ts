"use server";

import { redirect } from "next/navigation";
import { foundOrganization } from "@/lib/identity/members/found-organization";
import { foundOrganizationSchema } from "@/lib/identity/members/schemas";
import { formAction } from "@/lib/web/action";
import { homePathOf } from "@/lib/web/paths";

export const submitFounding = formAction(foundOrganizationSchema, async (ctx, input) => {
  const { kind } = await foundOrganization(ctx, input);
  redirect(homePathOf(kind));
});
