import type { LedgerTransaction } from "@/lib/ledger/desk-queries";
import type { TransactionTableRow } from "./transactions-table";

export function accountLabel(kind: string, organizationName: string | null): string {
  const words = kind.replaceAll("_", " ");
  return organizationName ? `${organizationName}: ${words}` : words;
}

export function toTransactionRow({ effectiveAt, lines, ...row }: LedgerTransaction): TransactionTableRow {
  return {
    ...row,
    effectiveAt: effectiveAt.toISOString(),
    lines: lines.map((line, at) => ({
      key: `${at}`,
      account: accountLabel(line.kind, line.organizationName),
      currency: line.currency,
      amountMicros: String(line.amountMicros),
    })),
  };
}
