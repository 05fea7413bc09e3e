import type { Transaction } from "@/db/client";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import type { Payout } from "./types";

interface Movement {
  kind: "payout" | "payout_reversed";
  /** The money fact: the payout, or what came back of it. */
  ref: string;
  memo: string;
  /** What it adds to what we owe the operator. */
  payableMicros: bigint;
  at: Date;
}

/** Between what we owe an operator and where the money is: at Stripe or in the bank. Once by kind and ref. */
export async function movePayable(
  tx: Transaction,
  { organizationId, currency, route }: Payout,
  { kind, ref, memo, payableMicros, at }: Movement,
): Promise<void> {
  const payable = { kind: "operator_payable", organizationId, currency } as const;
  const source = { kind: route === "wire" ? "bank" : "stripe_clearing", organizationId: null, currency } as const;
  const accounts = await openAccounts(tx, [payable, source]);
  await postTransaction(tx, {
    kind,
    ref,
    memo,
    effectiveAt: at,
    entries: [
      { ...accounts.get(accountKey(payable))!, amountMicros: payableMicros },
      { ...accounts.get(accountKey(source))!, amountMicros: -payableMicros },
    ],
  });
}
