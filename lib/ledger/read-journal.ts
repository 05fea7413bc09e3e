import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { JournalLine, JournalTransaction } from "@/lib/core/ledger/hledger";
import type { Currency } from "@/lib/core/money";

const PAGE = 2_000;

interface Row extends Record<string, unknown>, Omit<JournalTransaction, "lines"> {
  lines: (Omit<JournalLine, "amountMicros"> & { amountMicros: string })[];
}

/**
 * Every transaction of the ledger with its entries, in the order of their numbers, a page at a time. The caller's transaction is one
 * snapshot, else a page could hold what the page before could not.
 */
export async function* readJournal(tx: Transaction): AsyncGenerator<JournalTransaction> {
  let after = 0n;
  for (;;) {
    const { rows } = await tx.execute<Row>(sql`
      SELECT t.number, t.kind, t.ref, t.rev, t.memo, t.effective_at AS "effectiveAt",
        (SELECT json_agg(json_build_object('kind', a.kind, 'organizationId', a.organization_id, 'qualifier', a.qualifier,
            'currency', e.currency, 'amountMicros', e.amount_micros::text) ORDER BY e.line)
          FROM ledger_entries e JOIN ledger_accounts a ON a.number = e.account_number WHERE e.transaction_number = t.number) AS lines
      FROM ledger_transactions t WHERE t.number > ${String(after)}::bigint ORDER BY t.number LIMIT ${PAGE}`);
    for (const row of rows)
      yield { ...row, lines: row.lines.map((line) => ({ ...line, amountMicros: BigInt(line.amountMicros) })) };
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.number;
  }
}

export async function listJournalCurrencies(tx: Transaction): Promise<Currency[]> {
  const { rows } = await tx.execute<{ currency: Currency }>(
    sql`SELECT DISTINCT currency FROM ledger_accounts ORDER BY 1`,
  );
  return rows.map((row) => row.currency);
}
