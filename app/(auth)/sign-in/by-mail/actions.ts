"use server";

import { askLinkSchema, askSignInLink } from "@/lib/identity/ask-sign-in-link";
import { formAction } from "@/lib/web/action";
import { takeDevice } from "@/lib/web/session";

export const submitAskLink = formAction(
  askLinkSchema,
  async (ctx, input) => {
    await askSignInLink(ctx, { ...input, browserToken: await takeDevice() });
    return input;
  },
  { limit: "mailedLink" },
);
