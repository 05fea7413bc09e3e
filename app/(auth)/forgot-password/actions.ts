"use server";

import { askLinkSchema, askPasswordReset } from "@/lib/identity/ask-sign-in-link";
import { formAction } from "@/lib/web/action";

export const submitAskReset = formAction(
  askLinkSchema,
  async (ctx, input) => {
    await askPasswordReset(ctx, input);
    return input;
  },
  { limit: "passwordReset" },
);
