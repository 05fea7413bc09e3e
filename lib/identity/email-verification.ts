import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { emailVerifications } from "@/db/schema";
import { HOUR_MS } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { hashToken, linkToken } from "./tokens";

const GOOD_FOR_MS = 24 * HOUR_MS;

/** Where the mailed link leads: a page that asks for a click, for scanners of mail follow links by themselves. */
export function verificationPath(verificationId: string): string {
  return `/verify-email?${new URLSearchParams({ token: linkToken("verify-address", verificationId) })}`;
}

/** Queues a mail with a link of its own, good once and for a day. Nothing that the person typed is in it: an address may be somebody else's. */
export async function startVerification(tx: DbOrTx, user: { userId: string; email: string }): Promise<void> {
  const verificationId = newId("emv");
  const at = await databaseNow(tx);
  const expiresAt = new Date(at.getTime() + GOOD_FOR_MS);
  await tx.insert(emailVerifications).values({
    id: verificationId,
    ...user,
    tokenHash: hashToken(linkToken("verify-address", verificationId)),
    createdAt: at,
    expiresAt,
  });
  await queueMail(tx, {
    template: "verify-address",
    props: { verificationId, expiresAt: expiresAt.toISOString() },
    fact: `verify:${verificationId}`,
    to: { userId: user.userId },
  });
}
