import { and, eq, inArray, isNotNull, lt, ne, sql } from "drizzle-orm";
import {
  factorGuesses,
  knownDevices,
  mails,
  passkeyChallenges,
  pendingSignIns,
  providerProofs,
  signInLinks,
  users,
} from "@/db/schema";
import type { Context } from "@/lib/context";

const ago = (interval: string) => sql`platform_now() - ${interval}::interval`;

/** Removes what signing in has left and nobody needs. Answers how many rows; the same again changes nothing. */
export async function forgetSignIns({ db }: Pick<Context, "db">): Promise<number> {
  const erased = db.select({ id: users.id }).from(users).where(isNotNull(users.deletedAt));
  const done = [
    await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, ago("0 s"))),
    await db.delete(providerProofs).where(lt(providerProofs.expiresAt, ago("0 s"))),
    await db.delete(pendingSignIns).where(lt(pendingSignIns.expiresAt, ago("1 day"))),
    await db.delete(factorGuesses).where(lt(factorGuesses.at, ago("1 day"))),
    await db.delete(signInLinks).where(lt(signInLinks.expiresAt, ago("30 days"))),
    await db.delete(knownDevices).where(lt(knownDevices.lastSeenAt, ago("400 days"))),
    await db
      .update(mails)
      .set({ toAddress: "erased" })
      .where(and(inArray(mails.userId, erased), eq(mails.state, "sent"), ne(mails.toAddress, "erased"))),
  ];
  return done.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
}
