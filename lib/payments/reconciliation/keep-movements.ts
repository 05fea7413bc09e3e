import type Stripe from "stripe";
import type { DbOrTx } from "@/db/client";
import { stripeBalanceTransactions } from "@/db/schema";
import { isCurrency, minorUnitMicros } from "@/lib/core/money";

type Row = typeof stripeBalanceTransactions.$inferInsert;

/** Each once by Stripe's id: they never change. Answers how many were new. */
export async function keepMovements(
  db: DbOrTx,
  movements: readonly Stripe.BalanceTransaction[],
  at: Date,
): Promise<number> {
  if (movements.length === 0) return 0;
  const kept = await db
    .insert(stripeBalanceTransactions)
    .values(movements.map((one) => toRow(one, at)))
    .onConflictDoNothing()
    .returning({ id: stripeBalanceTransactions.id });
  return kept.length;
}

function toRow(movement: Stripe.BalanceTransaction, at: Date): Row {
  const { id, type, amount, fee, net, source, description, created, available_on } = movement;
  const currency = movement.currency.toUpperCase();
  // one that we have no account in cannot be booked, only shown: as most are, in hundredths
  const unit = isCurrency(currency) ? minorUnitMicros(currency) : 10_000n;
  const sourceObject =
    typeof source === "object" ? (source as { id: string; metadata?: Stripe.Metadata | null } | null) : null;
  return {
    id,
    type,
    currency,
    amountMinor: BigInt(amount),
    feeMinor: BigInt(fee),
    netMinor: BigInt(net),
    netMicros: BigInt(net) * unit,
    sourceId: typeof source === "string" ? source : (sourceObject?.id ?? null),
    sourceMetadata: sourceObject?.metadata ?? {},
    description,
    createdAt: new Date(created * 1_000),
    availableOn: new Date(available_on * 1_000),
    fetchedAt: at,
  };
}
