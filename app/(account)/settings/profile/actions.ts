"use server";

import { revalidatePath } from "next/cache";
import { askEmailChange, askEmailChangeSchema } from "@/lib/identity/ask-email-change";
import { updateProfile, updateProfileSchema } from "@/lib/identity/update-profile";
import { action, formAction } from "@/lib/web/action";

export const submitProfile = formAction(updateProfileSchema, async (ctx, input) => {
  await updateProfile(ctx, input);
  revalidatePath("/settings/profile");
});

export const submitEmailChange = action(askEmailChangeSchema, askEmailChange);
