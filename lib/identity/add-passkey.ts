import { type RegistrationResponseJSON, verifyRegistrationResponse } from "@simplewebauthn/server";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { databaseNow } from "@/db/clock";
import { passkeys, sessions } from "@/db/schema";
import type { Context } from "@/lib/context";
import { line } from "@/lib/core/text";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn, requireFreshFactor } from "./authorize";
import type { NewFactor } from "./confirm-totp";
import { assertMayGuess } from "./guesses";
import { type PasskeyResponse, passkeyResponse, relyingParty, takeChallenge } from "./passkeys";
import { replaceRecoveryCodes } from "./recovery-codes";
import { hasFactor } from "./second-factor";
import { recordSecurityChange } from "./security-mail";

export const addPasskeySchema = z.strictObject({ name: line("a name for the passkey", 60), response: passkeyResponse });

/** Keeps the key that the browser made for a challenge of `startPasskey`. */
export async function addPasskey(ctx: Context, input: z.infer<typeof addPasskeySchema>): Promise<NewFactor> {
  const actor = authorizeOwn(ctx);
  const { name, response } = parseInput(addPasskeySchema, input);
  const { userId } = actor;
  try {
    const added = await ctx.db.transaction(async (tx) => {
      const at = await databaseNow(tx);
      await assertMayGuess(tx, userId, at);
      const isFirst = !(await hasFactor(tx, userId));
      if (!isFirst) requireFreshFactor(actor);
      const challenge = await takeChallenge(tx, response, { purpose: "register", userId, at });
      const made = challenge ? await verifiedKey(response, challenge) : null;
      if (!made) return null;
      const id = newId("pkk");
      await tx.insert(passkeys).values({ id, userId, name, ...made, createdAt: at });
      await tx.update(sessions).set({ secondFactorAt: ctx.now }).where(eq(sessions.id, actor.sessionId));
      await recordSecurityChange(tx, ctx, {
        userId,
        change: "passkey-added",
        action: "factor.add",
        detail: { kind: "passkey", passkeyId: id, name },
      });
      return { recoveryCodes: isFirst ? await replaceRecoveryCodes(tx, userId) : null };
    });
    if (!added)
      throw new AppError("precondition_failed", "The passkey was not made for this page, or too late. Begin again.");
    return added;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "This passkey is registered already.");
  }
}

async function verifiedKey(response: PasskeyResponse, challenge: string) {
  const { origin, rpId } = relyingParty();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    if (!verified) return null;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: (credential.transports ?? []).slice(0, 8).map(String),
      backedUp: credentialBackedUp,
    };
  } catch {
    // the library throws for what is malformed or of another origin
    return null;
  }
}
