import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Entry, TransactionKind } from "@/lib/core/ledger/accounts";

export interface Posting {
  kind: TransactionKind;
  /** The money fact that it books, e.g. `lse_…:1764000000`; (kind, ref, rev) posts once. */
  ref: string;
  rev?: number;
  effectiveAt: Date;
  memo?: string;
  /** The transaction that it takes back. */
  reverses?: bigint;
  /** In more than one currency for a conversion alone. */
  entries: Entry[];
}

/**
 * Books a batch in the caller's transaction with four statements whatever its size: transactions, entries, a lock on the
 * touched tenant accounts in number order, one update of their balances. Returns the transactions' numbers in the order given.
 * A fact that is booked already raises a unique violation and books nothing.
 */
export async function postTransactions(tx: DbOrTx, postings: readonly Posting[]): Promise<bigint[]> {
  if (postings.length === 0) return [];
  for (const posting of postings) assertBalanced(posting);
  const numbers = await insertTransactions(tx, postings);
  const lines = postings.flatMap((posting, at) =>
    posting.entries.map((entry, line) => ({ ...entry, line, transactionNumber: numbers[at]! })),
  );
  await tx.execute(sql`
    INSERT INTO ledger_entries (transaction_number, line, account_number, currency, amount_micros)
    SELECT * FROM unnest(
      ${sql.param(lines.map((l) => String(l.transactionNumber)))}::bigint[], ${sql.param(lines.map((l) => l.line))}::smallint[],
      ${sql.param(lines.map((l) => l.accountNumber))}::int[], ${sql.param(lines.map((l) => l.currency))}::text[],
      ${sql.param(lines.map((l) => String(l.amountMicros)))}::bigint[])`);
  await updateBalances(tx, lines);
  return numbers;
}

/** One alone, as `postTransactions`, in one round trip (SQL function `post_transaction`). */
export async function postTransaction(tx: DbOrTx, posting: Posting): Promise<bigint> {
  assertBalanced(posting);
  const { kind, ref, rev = 0, effectiveAt, memo = null, reverses = null, entries } = posting;
  const { rows } = await tx.execute<{ number: bigint }>(sql`
    SELECT post_transaction(${kind}, ${ref}, ${rev}::int, ${effectiveAt.toISOString()}::timestamptz, ${memo}, ${reverses}::bigint,
      ${sql.param(entries.map((e) => e.accountNumber))}::int[], ${sql.param(entries.map((e) => e.currency))}::text[],
      ${sql.param(entries.map((e) => String(e.amountMicros)))}::bigint[]) AS number`);
  return rows[0]!.number;
}

/** Numbers come with the rows: whoever sees a number while no insert is under way sees every number before it (closeDay). */
async function insertTransactions(tx: DbOrTx, postings: readonly Posting[]): Promise<bigint[]> {
  const { rows } = await tx.execute<{ number: bigint; kind: string; ref: string; rev: number }>(sql`
    INSERT INTO ledger_transactions (kind, ref, rev, effective_at, memo, reverses)
    SELECT * FROM unnest(
      ${sql.param(postings.map((p) => p.kind))}::text[], ${sql.param(postings.map((p) => p.ref))}::text[],
      ${sql.param(postings.map((p) => p.rev ?? 0))}::int[], ${sql.param(postings.map((p) => p.effectiveAt.toISOString()))}::timestamptz[],
      ${sql.param(postings.map((p) => p.memo ?? null))}::text[],
      ${sql.param(postings.map((p) => (p.reverses === undefined ? null : String(p.reverses))))}::bigint[])
    RETURNING number, kind, ref, rev`);
  const key = (fact: { kind: string; ref: string; rev?: number }) => `${fact.kind}|${fact.rev ?? 0}|${fact.ref}`;
  const byFact = new Map(rows.map((row) => [key(row), row.number]));
  return postings.map((posting) => byFact.get(key(posting))!);
}

function assertBalanced(posting: Posting) {
  const totals = new Map<string, bigint>();
  for (const { currency, amountMicros } of posting.entries)
    totals.set(currency, (totals.get(currency) ?? 0n) + amountMicros);
  for (const [currency, total] of totals)
    if (total !== 0n)
      throw new Error(`${posting.kind} ${posting.ref} does not balance: ${total} ${currency} left over`);
  if (posting.entries.length < 2) throw new Error(`${posting.kind} ${posting.ref} has fewer than two entries`);
  if (totals.size > 1 && posting.kind !== "fx")
    throw new Error(`${posting.kind} ${posting.ref} mixes currencies, which only a conversion may`);
}

async function updateBalances(tx: DbOrTx, lines: readonly Entry[]) {
  const deltas = new Map<number, bigint>();
  for (const line of lines) deltas.set(line.accountNumber, (deltas.get(line.accountNumber) ?? 0n) + line.amountMicros);
  const numbers = [...deltas.keys()];
  await tx.execute(sql`
    SELECT number FROM ledger_accounts
    WHERE number = ANY(${sql.param(numbers)}::int[]) AND balance_micros IS NOT NULL
    ORDER BY number FOR NO KEY UPDATE`);
  await tx.execute(sql`
    UPDATE ledger_accounts a SET balance_micros = a.balance_micros + d.delta
    FROM unnest(${sql.param(numbers)}::int[], ${sql.param([...deltas.values()].map(String))}::bigint[]) AS d(number, delta)
    WHERE a.number = d.number AND a.balance_micros IS NOT NULL`);
}
