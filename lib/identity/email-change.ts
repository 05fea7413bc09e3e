import { and, eq, gt, isNotNull, isNull, ne } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { emailChanges, users } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { linkToken } from "./tokens";

/** Where the link to the new address leads. */
export function emailChangePath(changeId: string): string {
  return `/confirm-email?${new URLSearchParams({ token: linkToken("confirm-email-change", changeId) })}`;
}

/** Where the link to the old address leads. */
export function emailUndoPath(changeId: string): string {
  return `/restore-email?${new URLSearchParams({ token: linkToken("undo-email-change", changeId) })}`;
}

/**
 * Refuses an address that is somebody's, or was until lately: for as long as its owner may take the change back, nobody else gets it.
 */
export async function refuseTakenAddress(db: DbOrTx, email: string, field: string, exceptUserId = ""): Promise<void> {
  const [owner] = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
  const [reserved] = await db
    .select({ id: emailChanges.id })
    .from(emailChanges)
    .where(
      and(
        eq(emailChanges.oldEmail, email),
        ne(emailChanges.userId, exceptUserId),
        isNotNull(emailChanges.confirmedAt),
        isNull(emailChanges.undoneAt),
        gt(emailChanges.undoUntil, await databaseNow(db)),
      ),
    )
    .limit(1);
  if (!owner && !reserved) return;
  const message = "There is already a sign-in with this address. Sign in instead.";
  throw new AppError("conflict", message, { fields: { [field]: [message] } });
}
