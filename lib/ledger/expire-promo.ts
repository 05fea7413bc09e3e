import { and, asc, eq, gt, lt } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { promoGrants } from "@/db/schema";
import type { Context } from "@/lib/context";
import { lockAccount, openAccount } from "./accounts";
import { postTransaction } from "./post-transactions";

/** Use up to the last second is booked when its hour has closed, and proof may be a little late: only then is the rest taken back. */
const GRACE_MS = 75 * 60_000;
const BATCH = 100;

/** Takes back what is left of grants that have expired, once each: promo −, promo expense +. Answers how many. Safe in any number of workers. */
export async function expirePromo(ctx: Context): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const expired = await tx
      .select()
      .from(promoGrants)
      .where(and(gt(promoGrants.remainingMicros, 0n), lt(promoGrants.expiresAt, new Date(now.getTime() - GRACE_MS))))
      .orderBy(asc(promoGrants.id))
      .limit(BATCH)
      .for("no key update", { skipLocked: true });
    for (const { id, organizationId, currency, remainingMicros, reason } of expired) {
      const account = await lockAccount(tx, { kind: "customer_promo", organizationId, currency });
      const expense = await openAccount(tx, { kind: "promo_expense", organizationId: null, currency });
      await postTransaction(tx, {
        kind: "promo_expired",
        ref: id,
        effectiveAt: now,
        memo: reason,
        entries: [
          { accountNumber: account.accountNumber, currency, amountMicros: -remainingMicros },
          { accountNumber: expense.accountNumber, currency, amountMicros: remainingMicros },
        ],
      });
      await tx.update(promoGrants).set({ remainingMicros: 0n }).where(eq(promoGrants.id, id));
    }
    return expired.length;
  });
}
