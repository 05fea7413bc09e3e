import { and, eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { normaliseEmail } from "./email";
import { isPasswordOf } from "./password";
import { PASSWORD_MAX_LENGTH } from "./password-policy";
import type { CredentialsInput } from "./schemas";

/** The user whose address and password these are, or null: it does not say which was wrong, nor by the time it takes. */
export async function verifyCredentials(
  asked: Pick<Context, "db">,
  { email, password }: CredentialsInput,
): Promise<{ userId: string } | null> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  const address = normaliseEmail(email);
  const found = address
    ? await ctx.db
        .select({ id: users.id, hash: users.passwordHash })
        .from(users)
        .where(and(eq(users.email, address), eq(users.kind, "person")))
        .limit(1)
    : [];
  const user = found[0];
  const usable = [...password].length <= PASSWORD_MAX_LENGTH;
  const matches = await isPasswordOf(usable ? (user?.hash ?? null) : null, usable ? password : "");
  return user && matches ? { userId: user.id } : null;
}
