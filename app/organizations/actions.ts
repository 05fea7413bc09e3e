"use server";

import { revalidatePath } from "next/cache";
import { switchOrganizationSchema } from "@/lib/identity/members/schemas";
import { switchOrganization } from "@/lib/identity/members/switch-organization";
import { action } from "@/lib/web/action";
import { homePathOf } from "@/lib/web/paths";

export const submitSwitch = action(switchOrganizationSchema, async (ctx, input) => {
  const { kind } = await switchOrganization(ctx, input);
  revalidatePath("/", "layout");
  return { href: homePathOf(kind) };
});
