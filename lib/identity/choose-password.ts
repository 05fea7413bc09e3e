import { eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { memberships, organizations, users } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { isMadeOfContext } from "./password-policy";

/** Refuses a new password that is made of what everybody knows of its owner. `field` names the input. */
export async function refuseOwnWords(db: DbOrTx, userId: string, password: string, field: string): Promise<void> {
  const known = await db
    .select({ email: users.email, name: users.name, organization: organizations.name })
    .from(users)
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .leftJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(users.id, userId));
  const words = known.flatMap(({ email, name, organization }) => [email, name, organization ?? ""]);
  if (!isMadeOfContext(password, words)) return;
  const message = "This is made of your own name, address or organization. Choose another.";
  throw new AppError("invalid_input", message, { fields: { [field]: [message] } });
}
