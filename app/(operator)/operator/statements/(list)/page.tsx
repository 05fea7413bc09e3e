import type { Metadata } from "next";
import { StatementsTable } from "@/components/billing/statements-table";
import { toStatementRow } from "@/components/billing/to-statement-row";
import { readTableState } from "@/components/data-table/table-state";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { listStatements } from "@/lib/billing/statement-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Statements" };

const PAGE_SIZE = 25;

export default async function StatementsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("operator", "statement.view");
  const searchParams = await props.searchParams;
  const table = readTableState(searchParams, { pageSize: PAGE_SIZE });
  const page = await listStatements(ctx, { limit: PAGE_SIZE, offset: table.offset });
  return (
    <PageBody>
      <PageHeader
        title="Statements"
        description="Your settlement a month and currency: hours, wholesale, corrections, commitment, hold-back, and what we owe you."
      />
      <StatementsTable
        base="/operator/statements"
        rows={page.statements.map((statement) => toStatementRow(statement))}
        total={page.total}
        pageSize={PAGE_SIZE}
        empty="The first one is issued when the UTC month ends in which your accelerators earned."
      />
    </PageBody>
  );
}
