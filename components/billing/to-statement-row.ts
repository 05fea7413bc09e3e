import type { StatementSummary } from "@/lib/billing/statement-queries";
import { minorUnitMicros } from "@/lib/core/money";
import type { ShownInvoice } from "@/lib/payments/invoices/queries";
import type { StatementRow } from "./statements-table";

export function toStatementRow(
  statement: StatementSummary,
  invoices: readonly Pick<ShownInvoice, "statementId" | "shownState" | "dueAt">[] = [],
): StatementRow {
  const invoice = invoices.find(({ statementId }) => statementId === statement.id);
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
    invoiceState: invoice?.shownState ?? null,
    dueAt: invoice?.dueAt?.toISOString() ?? null,
    issuedAt: statement.issuedAt.toISOString(),
  };
}
