import { databaseNow } from "@/db/clock";
import { acrossTenants } from "@/db/tenancy";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { insertSession } from "./open-session";
import { askPasskey, type PasskeyOptions, type PasskeyResponse, passkeyResponse, takePasskey } from "./passkeys";

/** For anybody: the authenticator knows whose key it holds. */
export async function challengeAnyPasskey(asked: Pick<Context, "db">): Promise<PasskeyOptions> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  return askPasskey(ctx.db, { purpose: "sign_in", userId: null, at: await databaseNow(ctx.db) });
}

/** A passkey is held and unlocked by the person: both factors in one, so it opens a session by itself. */
export async function signInByPasskey(
  asked: Context,
  input: { response: PasskeyResponse; device: string | null },
): Promise<UserActor> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  const response = parseInput(passkeyResponse, input.response);
  const opened = await ctx.db.transaction(async (tx) => {
    const proven = await takePasskey(tx, response, { purpose: "sign_in", userId: null, at: await databaseNow(tx) });
    if (!proven) return null;
    return insertSession(tx, ctx, { userId: proven.userId, device: input.device, proof: "passkey", hasFactor: true });
  });
  if (!opened)
    throw new AppError(
      "unauthenticated",
      "This passkey is not known here, or took too long. Try again, or sign in otherwise.",
    );
  return opened;
}
