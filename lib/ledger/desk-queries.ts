import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { ledgerAccounts, ledgerEntries, ledgerTransactions, organizations } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { AccountKind, TransactionKind } from "@/lib/core/ledger/accounts";
import { parseTransactionId, transactionId } from "@/lib/core/ledger/transaction-id";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";

const LONGEST_PAGE = 100;
const MOST_ACCOUNTS = 1_000;

export interface AccountBalance {
  id: string;
  kind: AccountKind;
  organizationId: string | null;
  organizationName: string | null;
  currency: Currency;
  /** Σ of its entries; for a tenant the figure kept on the account. */
  balanceMicros: bigint;
}

/** The platform's own accounts first, each its balance at the last day's close and the entries since, then the tenants' by name. */
export async function listAccountBalances(ctx: Context): Promise<AccountBalance[]> {
  authorize(ctx, "ledger.view");
  const close = sql`(SELECT day, high_water FROM ledger_day_closes ORDER BY day DESC LIMIT 1)`;
  const summed = sql<bigint>`coalesce(${ledgerAccounts.balanceMicros},
    coalesce((SELECT b.balance_micros FROM ${close} c JOIN ledger_day_balances b ON b.day = c.day AND b.account_number = ${ledgerAccounts.number}), 0)
    + (SELECT coalesce(sum(e.amount_micros), 0) FROM ledger_entries e WHERE e.account_number = ${ledgerAccounts.number}
        AND e.transaction_number > coalesce((SELECT high_water FROM ${close} c), 0)))::bigint`;
  return ctx.db
    .select({
      id: ledgerAccounts.id,
      kind: ledgerAccounts.kind,
      organizationId: ledgerAccounts.organizationId,
      organizationName: organizations.name,
      currency: ledgerAccounts.currency,
      balanceMicros: summed,
    })
    .from(ledgerAccounts)
    .leftJoin(organizations, eq(organizations.id, ledgerAccounts.organizationId))
    .orderBy(sql`${ledgerAccounts.organizationId} IS NOT NULL`, asc(ledgerAccounts.kind), asc(organizations.name))
    .limit(MOST_ACCOUNTS);
}

export interface LedgerLine {
  kind: AccountKind;
  organizationName: string | null;
  currency: Currency;
  amountMicros: bigint;
}

export interface LedgerTransaction {
  /** `ltx_123`. */
  id: string;
  kind: TransactionKind;
  ref: string;
  memo: string | null;
  effectiveAt: Date;
  lines: LedgerLine[];
}

export interface TransactionFilter {
  kinds?: string[];
  q?: string;
  /** Those that touch an account of this organization. */
  organizationId?: string;
  limit: number;
  offset: number;
}

/** Newest first, each with all its lines. */
export async function listTransactions(
  ctx: Context,
  filter: TransactionFilter,
): Promise<{ transactions: LedgerTransaction[]; total: number }> {
  authorize(ctx, "ledger.view");
  const where = matching(filter);
  const found = await ctx.db
    .select()
    .from(ledgerTransactions)
    .where(where)
    .orderBy(desc(ledgerTransactions.number))
    .limit(Math.min(filter.limit, LONGEST_PAGE))
    .offset(filter.offset);
  const [counted] = await ctx.db.select({ total: count() }).from(ledgerTransactions).where(where);
  const lines = await listLines(
    ctx,
    found.map((transaction) => transaction.number),
  );
  return {
    total: Number(counted?.total ?? 0),
    transactions: found.map(({ number, kind, ref, memo, effectiveAt }) => ({
      id: transactionId(number),
      kind,
      ref,
      memo,
      effectiveAt,
      lines: lines.get(number) ?? [],
    })),
  };
}

function matching(filter: TransactionFilter): SQL | undefined {
  const text = filter.q?.trim() ? `%${filter.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const { organizationId } = filter;
  const number = parseTransactionId(filter.q?.trim() ?? "");
  return and(
    filter.kinds?.length ? inArray(sql`${ledgerTransactions.kind}`, filter.kinds) : undefined,
    text
      ? or(
          number === null ? undefined : eq(ledgerTransactions.number, number),
          ilike(ledgerTransactions.ref, text),
          ilike(ledgerTransactions.memo, text),
        )
      : undefined,
    organizationId
      ? sql`${ledgerTransactions.number} IN (SELECT e.transaction_number FROM ledger_entries e
          JOIN ledger_accounts a ON a.number = e.account_number WHERE a.organization_id = ${organizationId})`
      : undefined,
  );
}

async function listLines(ctx: Context, numbers: bigint[]): Promise<Map<bigint, LedgerLine[]>> {
  if (numbers.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      transactionNumber: ledgerEntries.transactionNumber,
      kind: ledgerAccounts.kind,
      organizationName: organizations.name,
      currency: ledgerEntries.currency,
      amountMicros: ledgerEntries.amountMicros,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.number, ledgerEntries.accountNumber))
    .leftJoin(organizations, eq(organizations.id, ledgerAccounts.organizationId))
    .where(inArray(ledgerEntries.transactionNumber, numbers))
    .orderBy(asc(ledgerEntries.transactionNumber), asc(ledgerEntries.line));
  const lines = new Map<bigint, LedgerLine[]>();
  for (const { transactionNumber, ...line } of rows) {
    const own = lines.get(transactionNumber) ?? [];
    own.push(line);
    lines.set(transactionNumber, own);
  }
  return lines;
}

export interface BooksCheck {
  currency: Currency;
  entryCount: number;
  /** Σ of all entries; anything but zero is a fault. */
  differenceMicros: bigint;
  /** Accounts whose kept balance is not the sum of their entries. */
  wrongBalances: number;
}

export async function checkBooks(ctx: Context): Promise<BooksCheck[]> {
  authorize(ctx, "ledger.view");
  const { rows } = await ctx.db.execute<BooksCheck & Record<string, unknown>>(sql`
    SELECT a.currency, coalesce(sum(e.entries), 0)::int AS "entryCount", coalesce(sum(e.total), 0)::bigint AS "differenceMicros",
      count(*) FILTER (WHERE a.balance_micros IS NOT NULL AND a.balance_micros <> coalesce(e.total, 0))::int AS "wrongBalances"
    FROM ledger_accounts a
    LEFT JOIN (SELECT account_number, count(*) AS entries, sum(amount_micros) AS total FROM ledger_entries GROUP BY 1) e
      ON e.account_number = a.number
    GROUP BY 1 ORDER BY 1`);
  return rows;
}
