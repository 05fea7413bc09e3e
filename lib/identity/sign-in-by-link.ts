import { z } from "zod";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { beginSignIn, type SignInStep } from "./begin-sign-in";
import { takeSignInLink } from "./sign-in-links";

export const signInLinkSchema = z.strictObject({ token: z.string().max(200) });

/** A mailed link as the first proof. A second factor is asked for besides where there is one. */
export async function signInByLink(
  asked: Context,
  input: z.infer<typeof signInLinkSchema> & { browserToken: string | null; device: string | null },
): Promise<SignInStep> {
  const ctx = acrossTenants(asked, "the link names whose sign-in it is, whoever is signed in");
  const { token } = parseInput(signInLinkSchema, { token: input.token });
  return ctx.db.transaction(async (tx) => {
    const { userId } = await takeSignInLink(tx, "sign_in", token, input.browserToken);
    return beginSignIn({ ...ctx, db: tx as unknown as Context["db"] }, { userId, proof: "link", device: input.device });
  });
}
