import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { type Currency, minorUnitMicros } from "@/lib/core/money";
import { moveClearing } from "./move-clearing";

/** What Stripe kept of a payment, out of clearing; Stripe's own transaction is the money fact. Answers how much, in micros. */
export async function bookStripeFee(
  tx: Transaction,
  { id: ref, fee }: Pick<Stripe.BalanceTransaction, "id" | "fee">,
  of: { id: string; currency: Currency },
): Promise<bigint> {
  const { currency } = of;
  const feeMicros = BigInt(fee) * minorUnitMicros(currency);
  if (feeMicros === 0n) return 0n;
  const at = await databaseNow(tx);
  const to = { kind: "stripe_fees", organizationId: null, currency } as const;
  await moveClearing(tx, { kind: "stripe_fee", ref, memo: `Of ${of.id}`, at, amountMicros: -feeMicros, to, currency });
  return feeMicros;
}
