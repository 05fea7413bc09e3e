import { and, eq, isNull } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { providerIdentities, providerProofs, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { hashToken, newToken } from "./tokens";

export const PROVIDER_PROOF_MS = 10 * 60_000;

/** What a provider says of who has just signed in there. */
export interface ProviderIdentity {
  issuer: string;
  subject: string;
  /** What they are called there. */
  label: string;
  name: string;
  /** An address that the provider has confirmed; null where it has none. */
  email: string | null;
}

/** Keeps a provider's word for ten minutes, for the page that asks what to do with it. */
export async function keepProviderProof(tx: DbOrTx, identity: ProviderIdentity): Promise<string> {
  const token = newToken();
  const at = await databaseNow(tx);
  await tx.insert(providerProofs).values({
    id: newId("ppr"),
    tokenHash: hashToken(token),
    ...identity,
    createdAt: at,
    expiresAt: new Date(at.getTime() + PROVIDER_PROOF_MS),
  });
  return token;
}

async function findProof(db: DbOrTx, token: string) {
  const query = db
    .select()
    .from(providerProofs)
    .where(and(eq(providerProofs.tokenHash, hashToken(token)), isNull(providerProofs.usedAt)));
  const [proof] = await query;
  return proof && proof.expiresAt > (await databaseNow(db)) ? proof : null;
}

/** Used once, by whoever comes first. */
export async function takeProviderProof(tx: Transaction, token: string) {
  const proof = await findProof(tx, token);
  const taken = proof
    ? await tx
        .update(providerProofs)
        .set({ usedAt: await databaseNow(tx) })
        .where(and(eq(providerProofs.id, proof.id), isNull(providerProofs.usedAt)))
        .returning({ id: providerProofs.id })
    : [];
  if (!proof || taken.length === 0)
    throw new AppError("unauthenticated", "This took longer than ten minutes, or was done already. Begin again.");
  return proof;
}

export interface ProviderProof extends Omit<ProviderIdentity, "subject"> {
  /** Somebody signs in with the address already. */
  isAddressTaken: boolean;
  /** Somebody signs in with the account there already. */
  isLinked: boolean;
}

/** What the browser with this token may be asked; null where it must begin again. */
export async function getProviderProof(asked: Pick<Context, "db">, token: string): Promise<ProviderProof | null> {
  const ctx = acrossTenants(asked, "what a provider said is nobody's row until it is linked");
  const proof = await findProof(ctx.db, token);
  if (!proof) return null;
  const { issuer, subject, label, name, email } = proof;
  const [owner] = email ? await ctx.db.select({ id: users.id }).from(users).where(eq(users.email, email)) : [];
  return {
    issuer,
    label,
    name,
    email,
    isAddressTaken: owner !== undefined,
    isLinked: (await findIdentity(ctx.db, issuer, subject)) !== null,
  };
}

export async function findIdentity(db: DbOrTx, issuer: string, subject: string) {
  const [identity] = await db
    .select()
    .from(providerIdentities)
    .where(and(eq(providerIdentities.issuer, issuer), eq(providerIdentities.subject, subject)));
  return identity ?? null;
}
