import { eq } from "drizzle-orm";
import { providerIdentities } from "@/db/schema";
import type { Context } from "@/lib/context";
import { beginSignIn, type SignInStep } from "./begin-sign-in";
import { findIdentity, keepProviderProof, type ProviderIdentity } from "./provider-proofs";

/** `unknown`: nobody signs in with this account, or somebody is signed in here and is asked whether to link it. */
export type ProviderStep = SignInStep | { state: "unknown"; token: string };

/** A provider's word as the first proof. Whose it is, issuer and subject alone decide: an address there is none of ours. */
export async function signInByProvider(
  ctx: Context,
  { identity, device }: { identity: ProviderIdentity; device: string },
): Promise<ProviderStep> {
  const known = ctx.actor.type === "user" ? null : await findIdentity(ctx.db, identity.issuer, identity.subject);
  if (!known) return { state: "unknown", token: await keepProviderProof(ctx.db, identity) };
  await ctx.db.update(providerIdentities).set({ lastUsedAt: ctx.now }).where(eq(providerIdentities.id, known.id));
  return beginSignIn(ctx, { userId: known.userId, proof: "provider", device });
}
