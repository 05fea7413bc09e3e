import { databaseNow } from "@/db/clock";
import { type FirstProof, pendingSignIns } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context, UserActor } from "@/lib/context";
import { newId } from "@/lib/ids";
import { insertSession } from "./open-session";
import { hasFactor } from "./second-factor";
import { hashToken, newToken } from "./tokens";

export const PENDING_SIGN_IN_MS = 10 * 60_000;

export type SignInStep = { state: "open"; actor: UserActor } | { state: "factor"; token: string };

interface FirstProven {
  userId: string;
  proof: FirstProof;
  device: string | null;
}

/**
 * What a first proof opens: a session, or where a second factor is enrolled ten minutes to prove it. The token of that wait is no
 * session and opens nothing. Whoever calls answers for the first proof.
 */
export async function beginSignIn(asked: Context, { userId, proof, device }: FirstProven): Promise<SignInStep> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  return ctx.db.transaction(async (tx) => {
    if (!(await hasFactor(tx, userId)))
      return { state: "open", actor: await insertSession(tx, ctx, { userId, device, proof }) };
    const token = newToken();
    const at = await databaseNow(tx);
    await tx.insert(pendingSignIns).values({
      id: newId("psi"),
      userId,
      proof,
      tokenHash: hashToken(token),
      createdAt: at,
      expiresAt: new Date(at.getTime() + PENDING_SIGN_IN_MS),
    });
    return { state: "factor", token };
  });
}
