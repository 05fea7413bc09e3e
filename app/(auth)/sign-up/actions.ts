"use server";

import { redirect } from "next/navigation";
import { signUpSchema } from "@/lib/identity/schemas";
import { signUp } from "@/lib/identity/sign-up";
import { formAction } from "@/lib/web/action";
import { homePathOf } from "@/lib/web/paths";
import { signIn } from "@/lib/web/session";

export const submitSignUp = formAction(
  signUpSchema,
  async (ctx, input) => {
    await signUp(ctx, input);
    const actor = await signIn(ctx, input);
    redirect(actor ? homePathOf(actor.organizationKind) : "/sign-in");
  },
  { limit: "signUp" },
);
