"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { passkeyResponse } from "@/lib/identity/passkeys";
import { credentialsSchema } from "@/lib/identity/schemas";
import { challengeAnyPasskey, signInByPasskey } from "@/lib/identity/sign-in-by-passkey";
import { action, formAction } from "@/lib/web/action";
import { admit, signIn, takeDevice } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

const signInSchema = credentialsSchema.extend({ next: z.string().optional() });

export const submitSignIn = formAction(signInSchema, async (ctx, { next, ...credentials }) => {
  const step = await signIn(ctx, credentials);
  if (!step) throw new AppError("unauthenticated", "This address and password don't go together.");
  redirect(pathAfter(step, next));
});

export const askAnyPasskey = action(z.strictObject({}), (ctx) => challengeAnyPasskey(ctx), {
  limit: "passkeyChallenge",
});

const passkeySchema = z.strictObject({ response: passkeyResponse, next: z.string().nullable() });

export const submitPasskey = action(passkeySchema, async (ctx, { response, next }) => {
  const actor = await signInByPasskey(ctx, { response, device: await takeDevice() });
  redirect(pathAfter(await admit(ctx, { state: "open", actor }), next));
});
