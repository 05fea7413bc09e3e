"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { credentialsSchema } from "@/lib/identity/schemas";
import { formAction } from "@/lib/web/action";
import { landingPathOf } from "@/lib/web/paths";
import { signIn } from "@/lib/web/session";

const signInSchema = credentialsSchema.extend({ next: z.string().optional() });

export const submitSignIn = formAction(signInSchema, async (ctx, { next, ...credentials }) => {
  const actor = await signIn(ctx, credentials);
  if (!actor) throw new AppError("unauthenticated", "This address and password don't go together.");
  redirect(landingPathOf(actor.organizationKind, next));
});
