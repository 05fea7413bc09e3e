import { z } from "zod";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { emailSchema } from "./schemas";
import { sendSignInLink } from "./sign-in-links";
import { takeAtLeast } from "./take-at-least";
import { hashToken } from "./tokens";

const ANSWER_MS = 250;

export const askLinkSchema = z.strictObject({ email: emailSchema });
export type AskLinkInput = z.infer<typeof askLinkSchema>;

/** Mails a link that signs in, once, within ten minutes, in the browser that asked. Says the same whether the address is known. */
export async function askSignInLink(asked: Context, input: AskLinkInput & { browserToken: string }): Promise<void> {
  const ctx = acrossTenants(asked, "the address names whose sign-in it is");
  const { email } = parseInput(askLinkSchema, { email: input.email });
  const browserHash = hashToken(input.browserToken);
  await takeAtLeast(
    ANSWER_MS,
    ctx.db.transaction((tx) => sendSignInLink(tx, { email, purpose: "sign_in", browserHash })),
  );
}

/** Mails a link under which a new password is chosen, once, within half an hour. Says the same whether the address is known. */
export async function askPasswordReset(asked: Context, input: AskLinkInput): Promise<void> {
  const ctx = acrossTenants(asked, "the address names whose sign-in it is");
  const { email } = parseInput(askLinkSchema, input);
  await takeAtLeast(
    ANSWER_MS,
    ctx.db.transaction((tx) => sendSignInLink(tx, { email, purpose: "reset", browserHash: null })),
  );
}
