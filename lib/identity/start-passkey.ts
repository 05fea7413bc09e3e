import { generateRegistrationOptions, type PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import type { z } from "zod";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { receiptEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { requireOwnProof } from "./own-proof";
import { keepChallenge, listPasskeys, MOST_PASSKEYS, relyingParty } from "./passkeys";
import { ownProofSchema } from "./start-totp";

/** What to ask the browser for: a key that the person unlocks and that knows whose it is. */
export async function startPasskey(
  ctx: Context,
  input: z.infer<typeof ownProofSchema>,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const actor = authorizeOwn(ctx);
  const { password } = parseInput(ownProofSchema, input);
  await requireOwnProof(ctx, actor, password);
  const kept = await listPasskeys(ctx.db, actor.userId);
  if (kept.length >= MOST_PASSKEYS)
    throw new AppError("limit_exceeded", `At most ${MOST_PASSKEYS} passkeys. Remove one first.`);
  const options = await generateRegistrationOptions({
    rpName: receiptEnv().issuer,
    rpID: relyingParty().rpId,
    userID: new TextEncoder().encode(actor.userId),
    userName: actor.email,
    attestationType: "none",
    excludeCredentials: kept.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const at = await databaseNow(ctx.db);
  await keepChallenge(ctx.db, { challenge: options.challenge, purpose: "register", userId: actor.userId, at });
  return options;
}
