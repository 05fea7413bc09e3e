import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { totpFactors } from "@/db/schema";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { requireOwnProof } from "./own-proof";
import { newTotpSecret, sealTotpSecret, totpUri } from "./totp";

export const ownProofSchema = z.strictObject({ password: z.string().max(1_024).optional() });

export interface TotpOffer {
  /** Base 32, for typing in. */
  secret: string;
  /** `otpauth://…`, for apps. */
  uri: string;
}

/** A secret for an authenticator app, shown this once; in force when a code of it is entered (`confirmTotp`). */
export async function startTotp(ctx: Context, input: z.infer<typeof ownProofSchema>): Promise<TotpOffer> {
  const actor = authorizeOwn(ctx);
  const { password } = parseInput(ownProofSchema, input);
  await requireOwnProof(ctx, actor, password);
  const secret = newTotpSecret();
  const id = newId("tfa");
  await ctx.db.transaction(async (tx) => {
    await tx.delete(totpFactors).where(and(eq(totpFactors.userId, actor.userId), isNull(totpFactors.confirmedAt)));
    await tx
      .insert(totpFactors)
      .values({ id, userId: actor.userId, secret: sealTotpSecret(id, secret), createdAt: ctx.now });
  });
  return { secret, uri: totpUri(secret, actor.email) };
}
