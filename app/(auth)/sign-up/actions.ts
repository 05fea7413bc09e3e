"use server";

import { redirect } from "next/navigation";
import { signUpSchema } from "@/lib/identity/schemas";
import { signUp } from "@/lib/identity/sign-up";
import { formAction } from "@/lib/web/action";
import { signIn } from "@/lib/web/session";
import { pathAfter } from "@/lib/web/sign-in-path";

export const submitSignUp = formAction(
  signUpSchema,
  async (ctx, input) => {
    await signUp(ctx, input);
    const step = await signIn(ctx, { email: input.email, password: input.password });
    redirect(step ? pathAfter(step, null) : "/sign-in");
  },
  { limit: "signUp" },
);
