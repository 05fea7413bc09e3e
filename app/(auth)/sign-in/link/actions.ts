"use server";

import { redirect } from "next/navigation";
import { signInByLink, signInLinkSchema } from "@/lib/identity/sign-in-by-link";
import { formAction } from "@/lib/web/action";
import { admit, takeDevice } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

export const submitLink = formAction(signInLinkSchema, async (ctx, input): Promise<{ email: string }> => {
  const device = await takeDevice();
  redirect(pathAfter(await admit(ctx, await signInByLink(ctx, { ...input, browserToken: device, device })), null));
});
