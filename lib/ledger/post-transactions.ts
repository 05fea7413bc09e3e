import { sql } from "drizzle-orm";
import { bigints, instants, integers, texts } from "@/db/arrays";
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
  const numbers = await writeTransactions(tx, postings);
  await moveBalances(tx, postings);
  return numbers;
}

/**
 * The first half of `postTransactions`: transactions and entries. `moveBalances` of the same postings must follow in the same transaction, as
 * late as can be, for until the commit nobody else can book on these accounts.
 */
export async function writeTransactions(tx: DbOrTx, postings: readonly Posting[]): Promise<bigint[]> {
  if (postings.length === 0) return [];
  for (const posting of postings) assertBalanced(posting);
  const numbers = await insertTransactions(tx, postings);
  const lines = postings.flatMap((posting, at) =>
    posting.entries.map((entry, line) => ({ ...entry, line, transactionNumber: numbers[at]! })),
  );
  await tx.execute(sql`
    INSERT INTO ledger_entries (transaction_number, line, account_number, currency, amount_micros)
    SELECT * FROM unnest(${bigints(lines.map((l) => l.transactionNumber))}, ${integers(lines.map((l) => l.line))},
      ${integers(lines.map((l) => l.accountNumber))}, ${texts(lines.map((l) => l.currency))}, ${bigints(lines.map((l) => l.amountMicros))})`);
  return numbers;
}

/** The second half: of all that a transaction books at once, for two that lock one after the other could each hold what the other needs next. */
export async function moveBalances(tx: DbOrTx, postings: readonly Posting[]): Promise<void> {
  const deltas = new Map<number, bigint>();
  for (const { entries } of postings)
    for (const { accountNumber, amountMicros } of entries)
      deltas.set(accountNumber, (deltas.get(accountNumber) ?? 0n) + amountMicros);
  if (deltas.size === 0) return;
  const numbers = [...deltas.keys()];
  await tx.execute(sql`
    SELECT number FROM ledger_accounts WHERE number = ANY(${integers(numbers)}) AND balance_micros IS NOT NULL
    ORDER BY number FOR NO KEY UPDATE`);
  await tx.execute(sql`
    UPDATE ledger_accounts a SET balance_micros = a.balance_micros + d.delta
    FROM unnest(${integers(numbers)}, ${bigints([...deltas.values()])}) AS d(number, delta)
    WHERE a.number = d.number AND a.balance_micros IS NOT NULL`);
}

/** One alone, as `postTransactions`, in one round trip (SQL function `post_transaction`). */
export async function postTransaction(tx: DbOrTx, posting: Posting): Promise<bigint> {
  assertBalanced(posting);
  const { kind, ref, rev = 0, effectiveAt, memo = null, reverses = null, entries } = posting;
  const lines = entries.map((_, at) => at + 1);
  const lockOrder = lines.sort((a, b) => entries[a - 1]!.accountNumber - entries[b - 1]!.accountNumber);
  const { rows } = await tx.execute<{ number: bigint }>(sql`/* prepared post_transaction */
    SELECT post_transaction(${kind}, ${ref}, ${rev}::int, ${effectiveAt.toISOString()}::timestamptz, ${memo}, ${reverses}::bigint,
      ${integers(entries.map((e) => e.accountNumber))}, ${texts(entries.map((e) => e.currency))},
      ${bigints(entries.map((e) => e.amountMicros))}, ${integers(lockOrder)}) AS number`);
  return rows[0]!.number;
}

/** Numbers come with the rows: whoever sees a number while no insert is under way sees every number before it (closeDay). */
async function insertTransactions(tx: DbOrTx, postings: readonly Posting[]): Promise<bigint[]> {
  const { rows } = await tx.execute<{ number: bigint; fact: string }>(sql`
    INSERT INTO ledger_transactions (kind, ref, rev, effective_at, memo, reverses)
    SELECT * FROM unnest(${texts(postings.map((p) => p.kind))}, ${texts(postings.map((p) => p.ref))},
      ${integers(postings.map((p) => p.rev ?? 0))}, ${instants(postings.map((p) => p.effectiveAt))},
      ${texts(postings.map((p) => p.memo ?? null))}, ${bigints(postings.map((p) => p.reverses ?? null))})
    RETURNING number, kind || '|' || rev || '|' || ref AS fact`);
  const byFact = new Map(rows.map((row) => [row.fact, row.number]));
  return postings.map(({ kind, ref, rev = 0 }) => byFact.get(`${kind}|${rev}|${ref}`)!);
}

function assertBalanced({ kind, ref, entries }: Posting) {
  if (entries.length < 2) throw new Error(`${kind} ${ref} has fewer than two entries`);
  const currencies = new Set(entries.map((entry) => entry.currency));
  if (currencies.size > 1 && kind !== "fx")
    throw new Error(`${kind} ${ref} mixes currencies, which only a conversion may`);
  for (const currency of currencies) {
    let total = 0n;
    for (const entry of entries) if (entry.currency === currency) total += entry.amountMicros;
    if (total !== 0n) throw new Error(`${kind} ${ref} does not balance: ${total} ${currency} left over`);
  }
}
