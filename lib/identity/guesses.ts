import { and, count, eq, gt } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { factorGuesses, users } from "@/db/schema";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";

const MOST_AN_HOUR = 10;

/**
 * Refuses who has guessed wrong too often in the last hour. The person's row is held to the end of the transaction, so that guesses at once
 * count one after the other, and one code is taken once.
 */
export async function assertMayGuess(tx: Transaction, userId: string, at: Date): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
  const [made] = await tx
    .select({ count: count() })
    .from(factorGuesses)
    .where(and(eq(factorGuesses.userId, userId), gt(factorGuesses.at, new Date(at.getTime() - HOUR_MS))));
  if (Number(made?.count ?? 0) >= MOST_AN_HOUR)
    throw new AppError("rate_limited", "Too many wrong tries for this sign-in. Wait an hour, then try again.");
}

/** The caller must let its transaction commit and refuse afterwards: a guess that is rolled back was never counted. */
export async function countGuess(tx: Transaction, userId: string, at: Date): Promise<void> {
  await tx.insert(factorGuesses).values({ id: newId("gus"), userId, at });
}
