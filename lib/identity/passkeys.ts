import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import type { DbOrTx, Transaction } from "@/db/client";
import { passkeyChallenges, passkeys } from "@/db/schema";
import { publicOrigin } from "@/lib/env";
import { hashToken } from "./tokens";

const CHALLENGE_MS = 5 * 60_000;
export const MOST_PASSKEYS = 20;

export type PasskeyOptions = PublicKeyCredentialRequestOptionsJSON;
type Purpose = (typeof passkeyChallenges.$inferInsert)["purpose"];

const part = z.string().max(20_000);

/** What the browser answers, as JSON; what it says is checked against its signature. */
export const passkeyResponse = z.looseObject({
  id: z.string().min(1).max(2_000),
  rawId: z.string().min(1).max(2_000),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: part }),
});
export type PasskeyResponse = z.infer<typeof passkeyResponse>;

/** Keys are the site's, and stay with its name. */
export function relyingParty(): { origin: string; rpId: string } {
  const origin = publicOrigin();
  return { origin, rpId: new URL(origin).hostname };
}

export function listPasskeys(db: DbOrTx, userId: string) {
  return db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id));
}

/** A challenge is good once, for five minutes, for what and whom it was made. */
export async function keepChallenge(
  tx: DbOrTx,
  { challenge, purpose, userId, at }: { challenge: string; purpose: Purpose; userId: string | null; at: Date },
): Promise<void> {
  const expiresAt = new Date(at.getTime() + CHALLENGE_MS);
  await tx
    .insert(passkeyChallenges)
    .values({ challengeHash: hashToken(challenge), purpose, userId, createdAt: at, expiresAt });
}

/** The challenge that an answer is to, taken away with this; null where there is none such. */
export async function takeChallenge(
  tx: Transaction,
  response: PasskeyResponse,
  { purpose, userId, at }: { purpose: Purpose; userId: string | null; at: Date },
): Promise<string | null> {
  const challenge = challengeOf(response);
  if (!challenge) return null;
  const taken = await tx
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, hashToken(challenge)),
        eq(passkeyChallenges.purpose, purpose),
        userId === null ? isNull(passkeyChallenges.userId) : eq(passkeyChallenges.userId, userId),
        gt(passkeyChallenges.expiresAt, at),
      ),
    )
    .returning({ purpose: passkeyChallenges.purpose });
  return taken.length === 1 ? challenge : null;
}

function challengeOf({ response }: PasskeyResponse): string | null {
  try {
    const client = JSON.parse(Buffer.from(response.clientDataJSON, "base64url").toString("utf8"));
    return typeof client?.challenge === "string" ? client.challenge : null;
  } catch {
    return null;
  }
}

/** What to ask of an authenticator: one of a person's, or any that knows who it belongs to. */
export async function askPasskey(
  tx: DbOrTx,
  { purpose, userId, at }: { purpose: "prove" | "sign_in"; userId: string | null; at: Date },
): Promise<PasskeyOptions> {
  const known = userId ? await listPasskeys(tx, userId) : [];
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().rpId,
    userVerification: "required",
    timeout: CHALLENGE_MS,
    allowCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as never,
    })),
  });
  await keepChallenge(tx, { challenge: options.challenge, purpose, userId, at });
  return options;
}

/** Whose passkey has signed; null where the answer proves nothing. `userId` null: whoever the key belongs to. */
export async function takePasskey(
  tx: Transaction,
  response: PasskeyResponse,
  { purpose, userId, at }: { purpose: "prove" | "sign_in"; userId: string | null; at: Date },
): Promise<{ userId: string } | null> {
  const challenge = await takeChallenge(tx, response, { purpose, userId, at });
  const [kept] = await tx.select().from(passkeys).where(eq(passkeys.credentialId, response.id)).for("update");
  if (!challenge || !kept || (userId !== null && kept.userId !== userId)) return null;
  const counter = await verifiedCounter(response, challenge, kept);
  if (counter === null) return null;
  await tx.update(passkeys).set({ counter, lastUsedAt: at }).where(eq(passkeys.id, kept.id));
  return { userId: kept.userId };
}

async function verifiedCounter(response: PasskeyResponse, challenge: string, kept: typeof passkeys.$inferSelect) {
  const { origin, rpId } = relyingParty();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id: kept.credentialId,
        publicKey: new Uint8Array(Buffer.from(kept.publicKey, "base64url")),
        counter: kept.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    // the library throws for what is malformed, signed by another key or counted backwards
    return null;
  }
}
