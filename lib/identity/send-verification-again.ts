import { and, desc, eq, gte } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { emailVerifications, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { startVerification } from "./email-verification";

const MOST_AN_HOUR = 3;
const PAUSE_MS = 60_000;

/** Another link to one's own address; earlier ones stay good for their day. At most three an hour, a minute apart. */
export async function sendVerificationAgain(ctx: Context): Promise<{ email: string }> {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  return ctx.db.transaction(async (tx) => {
    // one at a time for a person, so that the limit holds for requests at once
    const [user] = await tx.select().from(users).where(eq(users.id, actor.userId)).for("no key update");
    if (!user) throw new AppError("unauthenticated", "Sign in to continue.");
    if (user.emailVerifiedAt) throw new AppError("conflict", "Your address is confirmed already.");
    const at = await databaseNow(tx);
    const recent = await tx
      .select({ createdAt: emailVerifications.createdAt })
      .from(emailVerifications)
      .where(
        and(
          eq(emailVerifications.userId, user.id),
          gte(emailVerifications.createdAt, new Date(at.getTime() - HOUR_MS)),
        ),
      )
      .orderBy(desc(emailVerifications.createdAt))
      .limit(MOST_AN_HOUR);
    if (recent.length >= MOST_AN_HOUR)
      throw new AppError(
        "rate_limited",
        `At most ${MOST_AN_HOUR} mails an hour. Look into the spam folder, or try again later.`,
      );
    if (recent[0] && at.getTime() - recent[0].createdAt.getTime() < PAUSE_MS)
      throw new AppError("rate_limited", "A mail was queued less than a minute ago. Give it a moment.");
    await startVerification(tx, { userId: user.id, email: user.email });
    await recordAudit(tx, ctx, { action: "user.ask_verification", targetId: user.id });
    return { email: user.email };
  });
}

export interface OwnAddress {
  email: string;
  verifiedAt: Date | null;
}

/** Of the signed-in person. */
export async function getOwnAddress(ctx: Pick<Context, "db" | "actor">): Promise<OwnAddress> {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  const [user] = await ctx.db
    .select({ email: users.email, verifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, actor.userId));
  return user ?? { email: actor.email, verifiedAt: null };
}
