import { z } from "zod";
import { providerIdentities } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { line } from "@/lib/core/text";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { beginSignIn, type SignInStep } from "./begin-sign-in";
import { insertParty, refuseTaken } from "./open-organization";
import { takeProviderProof } from "./provider-proofs";
import { signUpKind } from "./schemas";

export const signUpByProviderSchema = z.strictObject({
  name: line("your name", 100),
  organizationName: line("a name for your organization", 100),
  kind: signUpKind,
});
type SignUpByProviderInput = z.infer<typeof signUpByProviderSchema> & { token: string; device: string };

/**
 * An organization with an owner who signs in by a provider. Their address is the one that it has confirmed; one that somebody here
 * signs in with is refused, for whoever owns the account there need not be them.
 */
export async function signUpByProvider(
  asked: Context,
  { token, device, ...given }: SignUpByProviderInput,
): Promise<SignInStep> {
  const ctx = acrossTenants(asked, "who signs up is not who is signed in here");
  const input = parseInput(signUpByProviderSchema, given);
  return refuseTaken(() =>
    ctx.db.transaction(async (tx) => {
      const { issuer, subject, label, email } = await takeProviderProof(tx, token);
      if (!email)
        throw new AppError(
          "precondition_failed",
          "Your account there has no confirmed address. Confirm it there, or sign up here.",
        );
      const { userId } = await insertParty(tx, ctx, {
        ...input,
        email,
        passwordHash: null,
        isVouchedFor: true,
        action: "organization.sign_up",
      });
      await tx
        .insert(providerIdentities)
        .values({ id: newId("pid"), userId, issuer, subject, label, createdAt: ctx.now });
      return beginSignIn({ ...ctx, db: tx as unknown as Context["db"] }, { userId, proof: "provider", device });
    }),
  );
}
