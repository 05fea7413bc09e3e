"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { challengeSignInPasskey, finishSignIn } from "@/lib/identity/finish-sign-in";
import { passkeyResponse } from "@/lib/identity/passkeys";
import { action, formAction } from "@/lib/web/action";
import { admit, findPendingToken, takeDevice } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

const codeSchema = z.strictObject({ code: z.string().max(60), next: z.string().optional() });

export const submitCode = formAction(codeSchema, async (ctx, { code, next }) => {
  const actor = await finishSignIn(ctx, {
    token: await findPendingToken(),
    proof: { code },
    device: await takeDevice(),
  });
  redirect(pathAfter(await admit(ctx, { state: "open", actor }), next));
});

export const askOwnPasskey = action(z.strictObject({}), async (ctx) =>
  challengeSignInPasskey(ctx, await findPendingToken()),
);

const passkeySchema = z.strictObject({ response: passkeyResponse, next: z.string().nullable() });

export const submitOwnPasskey = action(passkeySchema, async (ctx, { response, next }) => {
  const actor = await finishSignIn(ctx, {
    token: await findPendingToken(),
    proof: { passkey: response },
    device: await takeDevice(),
  });
  redirect(pathAfter(await admit(ctx, { state: "open", actor }), next));
});
