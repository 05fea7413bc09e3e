import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { ledgerHolds } from "@/db/schema";
import { newId } from "@/lib/ids";

/** Sets `amountMicros` of the account aside for `ref` (a lease); the caller holds the account's lock and has checked the funds. */
export async function hold(tx: DbOrTx, input: { accountId: string; ref: string; amountMicros: bigint }) {
  await tx.insert(ledgerHolds).values({ id: newId("hld"), ...input });
}

/** Ends the hold of `ref`; a hold released already stays as it is. */
export async function releaseHold(tx: DbOrTx, ref: string, at: Date) {
  await tx
    .update(ledgerHolds)
    .set({ releasedAt: at })
    .where(and(eq(ledgerHolds.ref, ref), isNull(ledgerHolds.releasedAt)));
}

export async function sumHolds(db: DbOrTx, accountId: string): Promise<bigint> {
  const [row] = await db
    .select({ total: sql<bigint>`coalesce(sum(${ledgerHolds.amountMicros}), 0)::bigint` })
    .from(ledgerHolds)
    .where(and(eq(ledgerHolds.accountId, accountId), isNull(ledgerHolds.releasedAt)));
  return row!.total;
}
