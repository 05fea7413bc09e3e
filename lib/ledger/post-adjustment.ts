import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { manualAdjustments } from "@/db/schema";
import { formatMoney } from "@/lib/core/money";
import { AppError } from "@/lib/errors";
import { lockAccount, openAccount } from "./accounts";
import { postTransaction } from "./post-transactions";

export type Adjustment = typeof manualAdjustments.$inferSelect;

/**
 * Books a request under the tenant account's lock. A customer's prepaid balance and an operator's accounts are not pushed below zero by
 * hand, and no more is written off than is owed: refused with `precondition_failed`.
 */
export async function postAdjustment(tx: Transaction, row: Adjustment): Promise<"posted"> {
  const { organizationId, currency, amountMicros } = row;
  const account = await lockAccount(tx, { kind: row.accountKind, organizationId, currency });
  assertCovered(row, account.balanceMicros);
  const contra = await openAccount(tx, { kind: row.contraKind, organizationId: null, currency });
  const number = await postTransaction(tx, {
    kind: row.kind === "write_off" ? "write_off" : "manual_adjustment",
    ref: row.id,
    effectiveAt: await databaseNow(tx),
    memo: row.reason,
    entries: [
      { accountNumber: account.accountNumber, currency, amountMicros },
      { accountNumber: contra.accountNumber, currency, amountMicros: -amountMicros },
    ],
  });
  await tx
    .update(manualAdjustments)
    .set({ state: "posted", transactionNumber: number })
    .where(eq(manualAdjustments.id, row.id));
  return "posted";
}

function assertCovered({ kind, accountKind, amountMicros, currency }: Adjustment, balanceMicros: bigint) {
  const money = (micros: bigint) => formatMoney(micros, currency, { precision: "trimmed" });
  const refuse = (reason: string) => new AppError("precondition_failed", reason, { fields: { amount: [reason] } });
  if (kind === "write_off" && amountMicros > -balanceMicros)
    throw refuse(`What is owed is ${money(balanceMicros < 0n ? -balanceMicros : 0n)}; no more can be written off.`);
  const isDebit = kind === "adjustment" && amountMicros < 0n && accountKind !== "customer_receivable";
  if (isDebit && balanceMicros + amountMicros < 0n)
    throw refuse(
      `The account holds ${money(balanceMicros)}; taking ${money(-amountMicros)} would leave it below zero.`,
    );
}
