import { inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { stripeBalanceTransactions } from "@/db/schema";
import { isCurrency } from "@/lib/core/money";
import { MOVEMENT_KINDS } from "@/lib/core/payments/movement-kinds";
import { moveClearing } from "../move-clearing";

/** What Stripe pays out to our bank, or takes back of it, booked as soon as it is known, once by the movement's id. Answers how many were new. */
export async function bookByItself(tx: Transaction, at: Date): Promise<number> {
  let booked = 0;
  for (const { types, bookAs } of MOVEMENT_KINDS) {
    if (!bookAs?.byItself) continue;
    const b = stripeBalanceTransactions;
    const open = await tx
      .select()
      .from(b)
      .where(
        sql`${inArray(b.type, [...types])} AND ${b.netMicros} <> 0
          AND NOT EXISTS (SELECT FROM ledger_transactions x WHERE x.kind = ${bookAs.kind} AND x.ref = ${b.id})`,
      )
      .orderBy(b.createdAt)
      .limit(1_000);
    for (const { id: ref, currency, netMicros: amountMicros, description } of open) {
      if (!isCurrency(currency)) continue;
      const to = { kind: bookAs.account, organizationId: null, currency } as const;
      await moveClearing(tx, { kind: bookAs.kind, ref, memo: description ?? "Stripe", at, to, amountMicros, currency });
      booked += 1;
    }
  }
  return booked;
}
