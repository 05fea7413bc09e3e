import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Entry, TransactionKind } from "@/lib/core/ledger/accounts";
import type { Currency } from "@/lib/core/money";
import { newId } from "@/lib/ids";

export interface Posting {
  kind: TransactionKind;
  /** The money fact that it books, e.g. `lse_…:1764000000`; (kind, ref, rev) posts once. */
  ref: string;
  rev?: number;
  currency: Currency;
  effectiveAt: Date;
  memo?: string;
  entries: Entry[];
}

/**
 * Books a batch in the caller's transaction with four statements whatever its size: transactions, entries, a lock on the
 * touched tenant accounts in id order, one update of their balances. Returns the transaction ids in the order given.
 * A fact that is booked already raises a unique violation and books nothing.
 */
export async function postTransactions(tx: DbOrTx, postings: Posting[]): Promise<string[]> {
  if (postings.length === 0) return [];
  const ids = postings.map(() => newId("ltx"));
  for (const posting of postings) assertBalanced(posting);
  await tx.execute(sql`
    INSERT INTO ledger_transactions (id, kind, ref, rev, effective_at, memo)
    SELECT * FROM unnest(
      ${sql.param(ids)}::text[], ${sql.param(postings.map((p) => p.kind))}::text[], ${sql.param(postings.map((p) => p.ref))}::text[],
      ${sql.param(postings.map((p) => p.rev ?? 0))}::int[], ${sql.param(postings.map((p) => p.effectiveAt.toISOString()))}::timestamptz[],
      ${sql.param(postings.map((p) => p.memo ?? null))}::text[])`);
  const lines = postings.flatMap((posting, at) =>
    posting.entries.map((entry, line) => ({ ...entry, line, transactionId: ids[at]!, currency: posting.currency })),
  );
  await tx.execute(sql`
    INSERT INTO ledger_entries (transaction_id, line, account_id, currency, amount_micros)
    SELECT * FROM unnest(
      ${sql.param(lines.map((l) => l.transactionId))}::text[], ${sql.param(lines.map((l) => l.line))}::int[],
      ${sql.param(lines.map((l) => l.accountId))}::text[], ${sql.param(lines.map((l) => l.currency))}::text[],
      ${sql.param(lines.map((l) => l.amountMicros.toString()))}::bigint[])`);
  await updateBalances(tx, lines);
  return ids;
}

function assertBalanced(posting: Posting) {
  const total = posting.entries.reduce((sum, entry) => sum + entry.amountMicros, 0n);
  if (total !== 0n) throw new Error(`${posting.kind} ${posting.ref} does not balance: ${total} left over`);
  if (posting.entries.length < 2) throw new Error(`${posting.kind} ${posting.ref} has fewer than two entries`);
}

async function updateBalances(tx: DbOrTx, lines: Entry[]) {
  const deltas = new Map<string, bigint>();
  for (const line of lines) deltas.set(line.accountId, (deltas.get(line.accountId) ?? 0n) + line.amountMicros);
  const accountIds = [...deltas.keys()];
  await tx.execute(sql`
    SELECT id FROM ledger_accounts
    WHERE id = ANY(${sql.param(accountIds)}::text[]) AND balance_micros IS NOT NULL
    ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    UPDATE ledger_accounts a SET balance_micros = a.balance_micros + d.delta
    FROM unnest(${sql.param(accountIds)}::text[], ${sql.param([...deltas.values()].map(String))}::bigint[]) AS d(id, delta)
    WHERE a.id = d.id AND a.balance_micros IS NOT NULL`);
}
