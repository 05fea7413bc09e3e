import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import { ledgerAccounts, ledgerEntries, ledgerTransactions, organizations } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { TransactionKind } from "@/lib/core/ledger/accounts";
import { sourceOf } from "@/lib/core/ledger/source-document";
import { parseTransactionId } from "@/lib/core/ledger/transaction-id";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";

const LONGEST_PAGE = 200;

/** One account with its balance: Σ of its entries, for a tenant's account beside the figure that is kept. */
export async function getLedgerAccount(ctx: Context, accountId: string) {
  authorize(ctx, "ledger.view");
  const [row] = await ctx.db
    .select({ account: ledgerAccounts, organizationName: organizations.name, organizationKind: organizations.kind })
    .from(ledgerAccounts)
    .leftJoin(organizations, eq(organizations.id, ledgerAccounts.organizationId))
    .where(eq(ledgerAccounts.id, accountId));
  if (!row) throw notFound("account");
  const [sums] = await ctx.db
    .select({
      entryCount: count(),
      entriesMicros: sql<bigint>`coalesce(sum(${ledgerEntries.amountMicros}), 0)::bigint`,
    })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.accountNumber, row.account.number));
  const { account, ...owner } = row;
  return { ...account, ...owner, entryCount: Number(sums!.entryCount), entriesMicros: sums!.entriesMicros };
}

export interface AccountPage {
  kinds?: readonly string[];
  limit: number;
  offset: number;
}

/** An account's entries, newest first, with the transaction that each is of. */
export async function listAccountEntries(ctx: Context, accountNumber: number, page: AccountPage) {
  authorize(ctx, "ledger.view");
  const where = and(
    eq(ledgerEntries.accountNumber, accountNumber),
    page.kinds?.length ? inArray(sql`${ledgerTransactions.kind}`, [...page.kinds]) : undefined,
  );
  const entries = await ctx.db
    .select({
      number: ledgerTransactions.number,
      kind: ledgerTransactions.kind,
      ref: ledgerTransactions.ref,
      memo: ledgerTransactions.memo,
      effectiveAt: ledgerTransactions.effectiveAt,
      amountMicros: ledgerEntries.amountMicros,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.number, ledgerEntries.transactionNumber))
    .where(where)
    .orderBy(desc(ledgerEntries.transactionNumber), asc(ledgerEntries.line))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const [counted] = await ctx.db
    .select({ total: count() })
    .from(ledgerEntries)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.number, ledgerEntries.transactionNumber))
    .where(where);
  return { entries, total: Number(counted?.total ?? 0) };
}

/** One transaction with its entries, what it reverses and is reversed by, and the document that it comes from. */
export async function getLedgerTransaction(ctx: Context, id: string) {
  authorize(ctx, "ledger.view");
  const number = parseTransactionId(id);
  const [transaction] =
    number === null ? [] : await ctx.db.select().from(ledgerTransactions).where(eq(ledgerTransactions.number, number));
  if (!transaction) throw notFound("transaction");
  const entries = await ctx.db
    .select({
      line: ledgerEntries.line,
      accountId: ledgerAccounts.id,
      kind: ledgerAccounts.kind,
      qualifier: ledgerAccounts.qualifier,
      organizationName: organizations.name,
      currency: ledgerEntries.currency,
      amountMicros: ledgerEntries.amountMicros,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.number, ledgerEntries.accountNumber))
    .leftJoin(organizations, eq(organizations.id, ledgerAccounts.organizationId))
    .where(eq(ledgerEntries.transactionNumber, transaction.number))
    .orderBy(asc(ledgerEntries.line));
  const related = await ctx.db
    .select({ number: ledgerTransactions.number, kind: ledgerTransactions.kind, rev: ledgerTransactions.rev })
    .from(ledgerTransactions)
    .where(
      and(
        eq(ledgerTransactions.ref, transaction.ref),
        inArray(ledgerTransactions.kind, RELATED),
        sql`${ledgerTransactions.number} <> ${transaction.number}`,
      ),
    )
    .orderBy(asc(ledgerTransactions.number))
    .limit(50);
  return { ...transaction, entries, related, source: sourceOf(transaction.ref) };
}

/** Kinds that share a money fact's ref: what was used, converted and corrected. One look-up of the unique key for each. */
const RELATED: TransactionKind[] = ["usage", "fx", "usage_adjustment", "reversal", "sla_credit"];
