import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { AdjustmentsTable } from "@/components/desk/adjustments-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { isOffered } from "@/lib/identity/authorize";
import { listAdjustments } from "@/lib/ledger/adjustment-queries";
import { requireContext } from "@/lib/web/context";
import { decideAdjustmentAction } from "./actions";

export const metadata: Metadata = { title: "Adjustments" };

export default async function AdjustmentsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state"] });
  const { adjustments, total } = await listAdjustments(ctx, {
    states: table.filters.state ?? [],
    limit: table.pageSize,
    offset: table.offset,
  });
  const { actor } = ctx;
  const mayDecide = isOffered(actor, "ledger.approve");
  const words = (kind: string) => kind.replaceAll("_", " ");
  return (
    <PageBody>
      <PageHeader
        title="Adjustments"
        description="Movements that people asked for. Above the limit another person than the one who asked must approve."
      />
      <AdjustmentsTable
        decide={decideAdjustmentAction}
        total={total}
        pageSize={table.pageSize}
        rows={adjustments.map((row) => ({
          id: row.id,
          kind: words(row.kind),
          state: row.state,
          organizationName: row.organizationName,
          account: words(row.accountKind),
          contra: words(row.contraKind),
          currency: row.currency,
          amountMicros: String(row.amountMicros),
          reason: row.reason,
          requestedByEmail: row.requestedByEmail,
          requestedAt: row.requestedAt.toISOString(),
          decidedByEmail: row.decidedByEmail,
          transactionId: row.transactionNumber === null ? null : transactionId(row.transactionNumber),
          decidable: mayDecide && row.state === "requested" && row.requestedBy !== actor.userId,
        }))}
      />
    </PageBody>
  );
}
