import type { Transaction } from "@/db/client";
import type { Currency } from "@/lib/core/money";
import { type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { type Posting, postTransaction } from "@/lib/ledger/post-transactions";

interface Movement extends Pick<Posting, "kind" | "ref"> {
  memo: string;
  at: Date;
  to: AccountKey;
  amountMicros: bigint;
  currency: Currency;
}

/** Out of what Stripe holds for us, or back into it where the amount is below zero. */
export async function moveClearing(
  tx: Transaction,
  { kind, ref, memo, at, to, amountMicros, currency }: Movement,
): Promise<void> {
  const clearing = { kind: "stripe_clearing", organizationId: null, currency } as const;
  const accounts = await openAccounts(tx, [clearing, to]);
  await postTransaction(tx, {
    kind,
    ref,
    memo,
    effectiveAt: at,
    entries: [
      { ...accounts.get(accountKey(clearing))!, amountMicros: -amountMicros },
      { ...accounts.get(accountKey(to))!, amountMicros },
    ],
  });
}
