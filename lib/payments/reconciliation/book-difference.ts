import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { ledgerTransactions, reconciliationDifferences } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { AccountKind, TransactionKind } from "@/lib/core/ledger/accounts";
import { isCurrency } from "@/lib/core/money";
import { movementKindOf } from "@/lib/core/payments/movement-kinds";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { parseInput } from "@/lib/parse-input";
import { type Difference, lockDifference } from "./lock-difference";
import { type BookDifferenceInput, bookDifferenceSchema } from "./schemas";
import { settleAgain, settleDifferences } from "./settle-differences";

/**
 * The books take what Stripe has: the difference, from clearing to an account that a person names, with the reason. What Stripe took by itself is
 * booked as what it is (`stripe_fee`); everything else as `reconciliation`. It is looked at anew first, so what is gone meanwhile is not booked.
 */
export async function bookDifference(ctx: Context, input: BookDifferenceInput): Promise<void> {
  const actor = authorize(ctx, "reconciliation.manage");
  const { differenceId, reason, account } = parseInput(bookDifferenceSchema, input);
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await settleDifferences(tx, at);
    const difference = await lockDifference(tx, differenceId);
    const amountMicros = difference.stripeMicros - difference.booksMicros;
    const transactionNumber = await post(tx, difference, amountMicros, account, reason, at);
    await tx
      .update(reconciliationDifferences)
      .set({ state: "resolved", reason, decidedBy: actor.userId, transactionNumber, endedAt: at })
      .where(eq(reconciliationDifferences.id, differenceId));
    await recordAudit(tx, ctx, {
      action: "reconciliation.book",
      targetId: differenceId,
      detail: {
        subject: difference.subject,
        amountMicros: String(amountMicros),
        currency: difference.currency,
        account,
        reason,
        transaction: `ltx_${transactionNumber}`,
      },
    });
    await settleAgain(tx, at);
  });
}

async function post(
  tx: Transaction,
  { kind: what, subject: ref, type, currency }: Difference,
  amountMicros: bigint,
  account: AccountKind,
  memo: string,
  effectiveAt: Date,
): Promise<bigint> {
  if (!isCurrency(currency))
    throw new AppError("precondition_failed", `The books have no accounts in ${currency}. Accept it with a reason.`);
  const plain = what === "missing_in_books" ? movementKindOf(type)?.bookAs : undefined;
  const kind: TransactionKind = plain && !plain.byItself ? plain.kind : "reconciliation";
  const rev = await tx.$count(
    ledgerTransactions,
    and(eq(ledgerTransactions.kind, kind), eq(ledgerTransactions.ref, ref)),
  );
  const clearing = { kind: "stripe_clearing", organizationId: null, currency } as const;
  const to = { kind: plain && !plain.byItself ? plain.account : account, organizationId: null, currency } as const;
  const accounts = await openAccounts(tx, [clearing, to]);
  return postTransaction(tx, {
    kind,
    ref,
    rev,
    memo,
    effectiveAt,
    entries: [
      { ...accounts.get(accountKey(clearing))!, amountMicros: -amountMicros },
      { ...accounts.get(accountKey(to))!, amountMicros },
    ],
  });
}
