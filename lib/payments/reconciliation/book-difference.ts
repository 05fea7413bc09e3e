import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { ledgerTransactions, reconciliationDifferences } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { AccountKind, TransactionKind } from "@/lib/core/ledger/accounts";
import { needsApproval } from "@/lib/core/ledger/adjustments";
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
 * booked as what it is (`stripe_fee`); everything else as `reconciliation`, and above the limit of adjustments once another person books the same. It
 * is looked at anew first, so what is gone meanwhile is not booked.
 */
export async function bookDifference(
  ctx: Context,
  input: BookDifferenceInput,
): Promise<{ state: "booked" | "proposed" }> {
  const actor = authorize(ctx, "reconciliation.manage");
  const { differenceId, reason, account } = parseInput(bookDifferenceSchema, input);
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await settleDifferences(tx, at);
    const difference = await lockDifference(tx, differenceId);
    const own = eq(reconciliationDifferences.id, differenceId);
    const amountMicros = difference.stripeMicros - difference.booksMicros;
    const detail = {
      subject: difference.subject,
      amountMicros: String(amountMicros),
      currency: difference.currency,
      account,
      reason,
    };
    if (needsAnother(difference, amountMicros) && !isSecond(difference, actor.userId, account)) {
      await tx
        .update(reconciliationDifferences)
        .set({ proposedBy: actor.userId, proposedAccount: account, reason })
        .where(own);
      await recordAudit(tx, ctx, { action: "reconciliation.propose", targetId: differenceId, detail });
      return { state: "proposed" };
    }
    const transactionNumber = await post(tx, difference, amountMicros, account, reason, at);
    await tx
      .update(reconciliationDifferences)
      .set({ state: "resolved", reason, decidedBy: actor.userId, transactionNumber, endedAt: at })
      .where(own);
    const transaction = `ltx_${transactionNumber}`;
    await recordAudit(tx, ctx, {
      action: "reconciliation.book",
      targetId: differenceId,
      detail: { ...detail, transaction },
    });
    await settleAgain(tx, at);
    return { state: "booked" };
  });
}

/** What Stripe took by itself is plain; of the rest one person books as much as they may adjust. */
function needsAnother(difference: Difference, amountMicros: bigint): boolean {
  const { currency } = difference;
  return plainOf(difference) === null && isCurrency(currency) && needsApproval(amountMicros, currency);
}

/** Somebody else proposed the same: another account is another proposal. */
function isSecond({ proposedBy, proposedAccount }: Difference, userId: string, account: string): boolean {
  return proposedBy !== null && proposedBy !== userId && proposedAccount === account;
}

function plainOf({ kind, type }: Pick<Difference, "kind" | "type">) {
  const plain = kind === "missing_in_books" ? movementKindOf(type)?.bookAs : undefined;
  return plain && !plain.byItself ? plain : null;
}

async function post(
  tx: Transaction,
  difference: Difference,
  amountMicros: bigint,
  account: AccountKind,
  memo: string,
  effectiveAt: Date,
): Promise<bigint> {
  const { subject: ref, currency } = difference;
  if (!isCurrency(currency))
    throw new AppError("precondition_failed", `The books have no accounts in ${currency}. Accept it with a reason.`);
  const plain = plainOf(difference);
  const kind: TransactionKind = plain?.kind ?? "reconciliation";
  const rev = await tx.$count(
    ledgerTransactions,
    and(eq(ledgerTransactions.kind, kind), eq(ledgerTransactions.ref, ref)),
  );
  const clearing = { kind: "stripe_clearing", organizationId: null, currency } as const;
  const to = { kind: plain?.account ?? account, organizationId: null, currency } as const;
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
