"use server";

import { redirect } from "next/navigation";
import { linkProvider, linkProviderSchema } from "@/lib/identity/link-provider";
import { formAction } from "@/lib/web/action";
import { findProviderToken } from "@/lib/web/session";

export const submitLinking = formAction(linkProviderSchema, async (ctx, input): Promise<never> => {
  await linkProvider(ctx, { ...input, token: await findProviderToken() });
  redirect("/settings/security");
});
