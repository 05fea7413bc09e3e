"use server";

import { redirect } from "next/navigation";
import { signUpByProvider, signUpByProviderSchema } from "@/lib/identity/sign-up-by-provider";
import { formAction } from "@/lib/web/action";
import { admit, findProviderToken, takeDevice } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

export const submitProviderSignUp = formAction(signUpByProviderSchema, async (ctx, input): Promise<never> => {
  const token = await findProviderToken();
  const step = await signUpByProvider(ctx, { ...input, token, device: await takeDevice() });
  redirect(pathAfter(await admit(ctx, step), null));
});
