import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { invitations } from "@/db/schema";
import { HOUR_MS } from "@/lib/core/time";
import { linkSecret } from "@/lib/env";
import { queueMail } from "@/lib/mail/queue-mail";
import { hashToken } from "../tokens";

export const INVITATION_DAYS = 7;
const GOOD_FOR_MS = INVITATION_DAYS * 24 * HOUR_MS;

/** Made of the row's id and of the how-manieth mail it is, whenever that is rendered; the database holds its hash alone. */
export function invitationToken({ invitationId, sends }: { invitationId: string; sends: number }): string {
  return createHmac("sha256", linkSecret()).update(`invitation:${invitationId}:${sends}`).digest("base64url");
}

/** Where the mailed link leads: a page that asks for a click. */
export function invitationPath(invitation: { invitationId: string; sends: number }): string {
  return `/invitation?${new URLSearchParams({ token: invitationToken(invitation) })}`;
}

/** Seven days from this mail on its link, and no earlier one, is good. */
export async function mailInvitation(
  tx: DbOrTx,
  invitation: { id: string; email: string; role: string; organizationId: string; sends: number },
  by: { organizationName: string; email: string },
): Promise<void> {
  const { id: invitationId, sends, organizationId: about } = invitation;
  const sentAt = await databaseNow(tx);
  const expiresAt = new Date(sentAt.getTime() + GOOD_FOR_MS);
  const tokenHash = hashToken(invitationToken({ invitationId, sends }));
  await tx.update(invitations).set({ tokenHash, sends, sentAt, expiresAt }).where(eq(invitations.id, invitationId));
  await queueMail(tx, {
    template: "invitation",
    props: {
      invitationId,
      sends,
      organization: by.organizationName,
      invitedBy: by.email,
      role: invitation.role,
      expiresAt: expiresAt.toISOString(),
    },
    fact: `invitation:${invitationId}:${sends}`,
    to: { outsider: invitation.email, about },
  });
}

/** The invitation of a token, locked; null where there is none, or not any more. */
export async function findByToken(db: DbOrTx | Transaction, token: string, lock = false) {
  const query = db
    .select()
    .from(invitations)
    .where(eq(invitations.tokenHash, hashToken(token)));
  const [found] = await (lock ? query.for("update") : query);
  return found ?? null;
}
