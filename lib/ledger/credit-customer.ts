import { and, eq, gt } from "drizzle-orm";
import { z } from "zod";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { ledgerEntries, ledgerTransactions, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { type Currency, formatMoney, MICROS_PER_UNIT } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lockPrepaidAccount, openAccount } from "./accounts";
import { postTransaction } from "./post-transactions";

export interface CreditCustomerInput {
  organizationId: string;
  amountMicros: bigint;
  currency: Currency;
  /** What it is for: a bank transfer's reference, say. */
  reference: string;
  /** One credit per key and customer, however often it is sent. */
  idempotencyKey: string;
}

const LARGEST_CREDIT_MICROS = 1_000_000n * MICROS_PER_UNIT;
const key = z.string().min(8).max(100);

/**
 * The desk puts money that arrived by bank into a customer's prepaid balance: bank −amount, prepaid +amount. Sent again with
 * the same key it books nothing and answers as before; with the key of another amount it is a conflict.
 */
export async function creditCustomer(ctx: Context, input: CreditCustomerInput): Promise<{ transactionId: string }> {
  authorize(ctx, "customer.credit");
  assertInput(input);
  return ctx.db.transaction(async (tx) => {
    const [customer] = await tx.select().from(organizations).where(eq(organizations.id, input.organizationId));
    if (customer?.kind !== "customer") throw notFound("customer");
    const account = await lockPrepaidAccount(tx, customer.id, input.currency);
    const ref = `${customer.id}:${input.idempotencyKey}`;
    const booked = await findBooked(tx, ref);
    if (booked) {
      const isSame = booked.amountMicros === input.amountMicros && booked.currency === input.currency;
      if (isSame) return { transactionId: transactionId(booked.number) };
      throw new AppError("conflict", "This request was sent before with another amount.");
    }
    const { accountNumber, currency } = account;
    const bank = await openAccount(tx, { kind: "bank", organizationId: null, currency });
    const number = await postTransaction(tx, {
      kind: "manual_top_up",
      ref,
      effectiveAt: await databaseNow(tx),
      memo: input.reference,
      entries: [
        { accountNumber, currency, amountMicros: input.amountMicros },
        { accountNumber: bank.accountNumber, currency, amountMicros: -input.amountMicros },
      ],
    });
    await recordAudit(tx, ctx, {
      action: "customer.credit",
      targetId: customer.id,
      organizationId: customer.id,
      detail: {
        transactionId: transactionId(number),
        amountMicros: String(input.amountMicros),
        currency: input.currency,
        reference: input.reference,
      },
    });
    return { transactionId: transactionId(number) };
  });
}

function assertInput(input: CreditCustomerInput) {
  const fields: Record<string, string[]> = {};
  if (input.amountMicros <= 0n) fields.amount = ["Enter an amount above zero."];
  if (input.amountMicros > LARGEST_CREDIT_MICROS)
    fields.amount = [`One credit is at most ${formatMoney(LARGEST_CREDIT_MICROS, input.currency)}.`];
  if (input.reference.trim().length < 3 || input.reference.length > 200)
    fields.reference = ["Say what it is for, in 3 to 200 characters."];
  if (!key.safeParse(input.idempotencyKey).success) fields.idempotencyKey = ["A key has 8 to 100 characters."];
  if (Object.keys(fields).length) throw new AppError("invalid_input", "The credit was not booked.", { fields });
}

/** The line that credits the customer is the one above zero. */
async function findBooked(tx: DbOrTx, ref: string) {
  const [row] = await tx
    .select({
      number: ledgerTransactions.number,
      amountMicros: ledgerEntries.amountMicros,
      currency: ledgerEntries.currency,
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerEntries, eq(ledgerEntries.transactionNumber, ledgerTransactions.number))
    .where(
      and(
        eq(ledgerTransactions.kind, "manual_top_up"),
        eq(ledgerTransactions.ref, ref),
        gt(ledgerEntries.amountMicros, 0n),
      ),
    );
  return row;
}
