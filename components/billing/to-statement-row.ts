import type { StatementSummary } from "@/lib/billing/statement-queries";
import { minorUnitMicros } from "@/lib/core/money";
import type { StatementRow } from "./statements-table";

export function toStatementRow(statement: StatementSummary): StatementRow {
  const { id, number, kind, month, organizationName, currency } = statement;
  return {
    id,
    number,
    kind,
    month,
    organizationName,
    currency,
    movedMicros: String(statement.totalMinor * minorUnitMicros(currency)),
    closingMicros: String(statement.closingMicros),
    issuedAt: statement.issuedAt.toISOString(),
  };
}
