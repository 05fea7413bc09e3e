import type { Metadata } from "next";
import { StatementsTable } from "@/components/billing/statements-table";
import { toStatementRow } from "@/components/billing/to-statement-row";
import { readTableState } from "@/components/data-table/table-state";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { listStatements } from "@/lib/billing/statement-queries";
import { formatMonth } from "@/lib/core/billing/month";
import { findInvoices } from "@/lib/payments/invoices/queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Statements" };

const PAGE_SIZE = 25;

export default async function StatementsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const searchParams = await props.searchParams;
  const table = readTableState(searchParams, { pageSize: PAGE_SIZE });
  const asked = Array.isArray(searchParams.month) ? searchParams.month[0] : searchParams.month;
  const month = asked && /^\d{4}-(0[1-9]|1[0-2])-01$/.test(asked) ? asked : undefined;
  const page = await listStatements(ctx, { limit: PAGE_SIZE, offset: table.offset, ...(month ? { month } : {}) });
  const invoices = await findInvoices(
    ctx,
    page.statements.map(({ id }) => id),
  );
  return (
    <PageBody>
      <PageHeader
        title={month ? `Statements of ${formatMonth(month)}` : "Statements"}
        description="Usage statements, invoices and settlements of all parties."
      />
      <StatementsTable
        base="/desk/closing/statements"
        showParty
        rows={page.statements.map((statement) => toStatementRow(statement, invoices))}
        total={page.total}
        pageSize={PAGE_SIZE}
        empty="They are issued when a month is closed."
      />
    </PageBody>
  );
}
