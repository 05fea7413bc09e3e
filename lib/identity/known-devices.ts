import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { knownDevices, sessions } from "@/db/schema";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { hashToken } from "./tokens";

interface SeenDevice {
  userId: string;
  device: string | null;
  userAgent: string | null;
  address: string | null;
}

/**
 * Remembers the browser that signs in, and tells the person of one never seen before. The first sign-in of all, which is the sign-up's, is
 * no news to anybody.
 */
export async function noteDevice(tx: Transaction, ctx: Context, seen: SeenDevice): Promise<void> {
  const { userId, device, userAgent, address } = seen;
  const [earlier] = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, userId)).limit(1);
  const isKnown = device !== null && (await touchDevice(tx, userId, device, ctx.now));
  if (isKnown || !earlier) return;
  await queueMail(tx, {
    template: "new-device",
    props: { at: ctx.now.toISOString(), userAgent, address, href: "/settings/sessions" },
    fact: `new-device:${ctx.requestId}`,
    to: { userId },
  });
}

/** Whether it was known already. */
async function touchDevice(tx: Transaction, userId: string, device: string, at: Date): Promise<boolean> {
  const [kept] = await tx
    .insert(knownDevices)
    .values({ id: newId("dev"), userId, tokenHash: hashToken(device), createdAt: at, lastSeenAt: at })
    .onConflictDoUpdate({ target: [knownDevices.userId, knownDevices.tokenHash], set: { lastSeenAt: at } })
    .returning({ isNew: sql<boolean>`xmax = 0` });
  return kept?.isNew === false;
}
