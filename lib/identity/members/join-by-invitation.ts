import { users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { hashPassword } from "../password";
import { isMadeOfContext } from "../password-policy";
import { join, takeInvitation } from "./accept-invitation";
import { findByToken } from "./invitation-link";
import { type JoinByInvitationInput, joinByInvitationSchema } from "./schemas";

/** A sign-in of one's own for the invited address, which the link proves to be theirs, and the membership with it. The token is the permission. */
export async function joinByInvitation(ctx: Context, input: JoinByInvitationInput): Promise<{ email: string }> {
  const { token, name, password } = parseInput(joinByInvitationSchema, input);
  // looked up before the password costs half a second: without a token nobody makes us compute
  const known = await findByToken(ctx.db, token);
  if (known && isMadeOfContext(password, [known.email, name])) {
    const message = "This is made of your own name or address. Choose another.";
    throw new AppError("invalid_input", message, { fields: { password: [message] } });
  }
  const passwordHash = known ? await hashPassword(password) : null;
  try {
    return await ctx.db.transaction(async (tx) => {
      const invitation = await takeInvitation(tx, token);
      const userId = newId("usr");
      await tx.insert(users).values({ id: userId, email: invitation.email, name, passwordHash });
      await join(tx, ctx, invitation, userId);
      return { email: invitation.email };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "There is a sign-in with this address already. Sign in with it to join.");
  }
}
