import { and, count, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { signInLinks, users } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { hashToken, type LinkPurpose, linkToken } from "./tokens";

type Purpose = (typeof signInLinks.$inferInsert)["purpose"];

const GOOD_FOR_MS: Record<Purpose, number> = { sign_in: 10 * 60_000, reset: 30 * 60_000 };
const TOKENS: Record<Purpose, LinkPurpose> = { sign_in: "sign-in", reset: "reset-password" };
const PATHS: Record<Purpose, string> = { sign_in: "/sign-in/link", reset: "/reset-password" };
const TEMPLATES = { sign_in: "sign-in-link", reset: "reset-password" } as const;
const LIMIT_MS = 15 * 60_000;
const MOST_AT_ONCE = 3;

/** Where the mailed link leads: a page that asks for a click, for scanners of mail follow links by themselves. */
export function signInLinkPath(purpose: Purpose, linkId: string): string {
  return `${PATHS[purpose]}?${new URLSearchParams({ token: linkToken(TOKENS[purpose], linkId) })}`;
}

/** Queues a mail with a link, at most three in a quarter of an hour; beyond that nothing is sent, and nobody is told so. */
export async function sendSignInLink(
  tx: Transaction,
  { email, purpose, browserHash }: { email: string; purpose: Purpose; browserHash: string | null },
): Promise<void> {
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email)).for("no key update");
  if (!user) return;
  const at = await databaseNow(tx);
  const recent = and(
    eq(signInLinks.userId, user.id),
    eq(signInLinks.purpose, purpose),
    gt(signInLinks.createdAt, new Date(at.getTime() - LIMIT_MS)),
  );
  const [made] = await tx.select({ count: count() }).from(signInLinks).where(recent);
  if (Number(made?.count ?? 0) >= MOST_AT_ONCE) return;
  const linkId = newId("sil");
  const expiresAt = new Date(at.getTime() + GOOD_FOR_MS[purpose]);
  const tokenHash = hashToken(linkToken(TOKENS[purpose], linkId));
  await tx
    .insert(signInLinks)
    .values({ id: linkId, userId: user.id, purpose, tokenHash, browserHash, createdAt: at, expiresAt });
  await queueMail(tx, {
    template: TEMPLATES[purpose],
    props: { linkId, expiresAt: expiresAt.toISOString() },
    fact: `link:${linkId}`,
    to: { userId: user.id },
  });
}

/** The link of a token while it is good; held until it is used. The mail has reached the person, so their address is confirmed. */
export async function takeSignInLink(tx: Transaction, purpose: Purpose, token: string, browserToken: string | null) {
  const [link] = await tx
    .select()
    .from(signInLinks)
    .where(and(eq(signInLinks.tokenHash, hashToken(token)), eq(signInLinks.purpose, purpose)))
    .for("update");
  if (!link) throw new AppError("not_found", "This link is not complete. Copy all of it from the mail.");
  if (link.usedAt) throw new AppError("conflict", "This link was used already. Ask for another.");
  const at = await databaseNow(tx);
  if (link.expiresAt <= at) throw new AppError("precondition_failed", "This link is too old. Ask for another.");
  if (link.browserHash && link.browserHash !== (browserToken && hashToken(browserToken)))
    throw new AppError(
      "forbidden",
      "This link works in the browser that asked for it. Open it there, or ask for another from here.",
    );
  await tx.update(signInLinks).set({ usedAt: at }).where(eq(signInLinks.id, link.id));
  await tx
    .update(users)
    .set({ emailVerifiedAt: sql`coalesce(email_verified_at, platform_now())` })
    .where(eq(users.id, link.userId));
  return link;
}
