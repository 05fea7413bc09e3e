import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import {
  emailChanges,
  emailVerifications,
  factorGuesses,
  knownDevices,
  mails,
  memberships,
  organizations,
  passkeyChallenges,
  passkeys,
  pendingSignIns,
  providerIdentities,
  recoveryCodes,
  sessions,
  signInLinks,
  sshKeys,
  totpFactors,
  users,
} from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { findBelongings } from "./deletion-obstacles";
import { endSessionsOf } from "./end-sessions";
import { revokeKeysOf } from "./keys/revoke-api-key";
import { requireOwnProof } from "./own-proof";

export const deleteAccountSchema = z.strictObject({
  /** One's own address, typed. */
  email: z.string().max(1_000),
  password: z.string().max(1_024).optional(),
});

const PERSONAL = [
  emailChanges,
  emailVerifications,
  factorGuesses,
  knownDevices,
  passkeyChallenges,
  passkeys,
  pendingSignIns,
  providerIdentities,
  recoveryCodes,
  signInLinks,
  totpFactors,
] as const;

/** Erases who a person is. Books, leases and the log keep the id, which then leads to nobody; organizations of theirs alone close. */
export async function deleteAccount(asked: Context, input: z.infer<typeof deleteAccountSchema>): Promise<void> {
  const ctx = acrossTenants(asked, "what stands in the way may be in any organization of the person's");
  const actor = authorizeOwn(ctx);
  const { email, password } = parseInput(deleteAccountSchema, input);
  if (email.trim().toLowerCase() !== actor.email) {
    const reason = `Type ${actor.email} to confirm.`;
    throw new AppError("invalid_input", reason, { fields: { email: [reason] } });
  }
  await requireOwnProof(ctx, actor, password);
  await ctx.db.transaction(async (tx) => {
    const { userId } = actor;
    const own = tx.select({ id: memberships.organizationId }).from(memberships).where(eq(memberships.userId, userId));
    // nobody joins, leaves or changes role between the look and the deed
    await tx.select({ id: organizations.id }).from(organizations).where(inArray(organizations.id, own)).for("update");
    const belongings = await findBelongings(tx, userId);
    const obstacles = belongings.flatMap((belonging) => belonging.obstacles);
    if (obstacles.length > 0) throw new AppError("conflict", obstacles.join(" "));
    const at = await databaseNow(tx);
    await queueMail(tx, {
      template: "account-deleted",
      props: { at: at.toISOString(), href: "/" },
      fact: `account-deleted:${userId}`,
      to: { userId },
    });
    for (const { organizationId, isAlone } of belongings) {
      await revokeKeysOf(tx, { organizationId, userId, by: userId });
      if (isAlone) await tx.update(organizations).set({ closedAt: at }).where(eq(organizations.id, organizationId));
      await recordAudit(tx, ctx, {
        action: "user.delete",
        targetId: userId,
        organizationId,
        detail: { closes: isAlone },
      });
    }
    await erase(tx, userId, at);
  });
}

async function erase(tx: Transaction, userId: string, at: Date): Promise<void> {
  await endSessionsOf(tx, userId, at);
  await tx.update(sessions).set({ userAgent: null, address: null }).where(eq(sessions.userId, userId));
  for (const table of PERSONAL) await tx.delete(table).where(eq(table.userId, userId));
  await tx.update(sshKeys).set({ removedAt: at }).where(eq(sshKeys.createdBy, userId));
  await tx
    .update(mails)
    .set({ toAddress: "erased" })
    .where(and(eq(mails.userId, userId), eq(mails.state, "sent")));
  await tx.delete(memberships).where(eq(memberships.userId, userId));
  await tx
    .update(users)
    .set({
      email: `deleted+${userId}@invalid`,
      name: "Deleted person",
      passwordHash: null,
      emailVerifiedAt: null,
      deletedAt: at,
    })
    .where(eq(users.id, userId));
}
