import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { providerIdentities } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { requireOwnProof } from "./own-proof";
import { takeProviderProof } from "./provider-proofs";
import { recordSecurityChange } from "./security-mail";

export const linkProviderSchema = z.strictObject({ password: z.string().max(1_024).optional() });

/** Lets the account that a provider has just vouched for sign in for the person at hand, once they have proven who they are here. */
export async function linkProvider(
  asked: Context,
  input: z.infer<typeof linkProviderSchema> & { token: string },
): Promise<void> {
  const ctx = acrossTenants(asked, "what a provider said is nobody's row until it is linked");
  const actor = authorizeOwn(ctx);
  const { password } = parseInput(linkProviderSchema, { password: input.password });
  await requireOwnProof(ctx, actor, password);
  const { userId } = actor;
  try {
    await ctx.db.transaction(async (tx) => {
      const { issuer, subject, label } = await takeProviderProof(tx, input.token);
      await tx
        .insert(providerIdentities)
        .values({ id: newId("pid"), userId, issuer, subject, label, createdAt: ctx.now });
      const detail = { issuer, subject };
      await recordSecurityChange(tx, ctx, { userId, change: "provider-linked", action: "provider.link", detail });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "This account signs in for somebody here already.");
  }
}

export const unlinkProviderSchema = z.strictObject({
  identityId: z.string().max(64),
  password: z.string().max(1_024).optional(),
});

/** A mailed link still gets the person in where nothing else is left. */
export async function unlinkProvider(ctx: Context, input: z.infer<typeof unlinkProviderSchema>): Promise<void> {
  const actor = authorizeOwn(ctx);
  const { identityId, password } = parseInput(unlinkProviderSchema, input);
  await requireOwnProof(ctx, actor, password);
  const { userId } = actor;
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(providerIdentities)
      .where(and(eq(providerIdentities.id, identityId), eq(providerIdentities.userId, userId)))
      .returning();
    if (!removed) throw notFound("linked account");
    const detail = { issuer: removed.issuer, subject: removed.subject };
    await recordSecurityChange(tx, ctx, { userId, change: "provider-unlinked", action: "provider.unlink", detail });
  });
}
