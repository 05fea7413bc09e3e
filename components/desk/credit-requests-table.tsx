"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { RowAction } from "@/components/terms/row-action";
import type { ActionResult } from "@/lib/web/action-result";

interface CreditRequestRow {
  id: string;
  number: string | null;
  organizationName: string;
  currency: string;
  amountMicros: string;
  reason: string;
  requestedBy: string | null;
  createdAt: string;
  /** The reader may decide: somebody else asked for it. */
  decidable: boolean;
}

const columns: DataColumn<CreditRequestRow>[] = [
  { id: "number", header: "Invoice", primary: true, sortable: false, value: (row) => row.number },
  { id: "customer", header: "Customer", sortable: false, value: (row) => row.organizationName },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
  },
  { id: "reason", header: "Reason", sortable: false, value: (row) => row.reason },
  {
    id: "asked",
    header: "Asked for",
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => (
      <>
        <UtcTime at={row.createdAt} /> by {row.requestedBy ?? "somebody"}
      </>
    ),
  },
];

type Decide = (input: { creditNoteId: string; decision: "approve" | "reject" }) => Promise<ActionResult<unknown>>;

export function CreditRequestsTable({ rows, decide }: { rows: CreditRequestRow[]; decide: Decide }) {
  const act = (row: CreditRequestRow) => {
    const stakes = [{ label: "Amount", value: <Money micros={row.amountMicros} currency={row.currency} /> }];
    const of = `${row.number} of ${row.organizationName}`;
    return (
      <span className="flex justify-end gap-2 max-sm:justify-start">
        {row.decidable ? (
          <RowAction
            label="Approve"
            of={of}
            question={`Credit ${of}?`}
            consequence="It goes to Stripe and into the books at once. It cannot be undone."
            stakes={stakes}
            send={() => decide({ creditNoteId: row.id, decision: "approve" })}
          />
        ) : null}
        <RowAction
          label="Reject"
          of={of}
          question={`Reject the credit of ${of}?`}
          consequence="The request stays on record and books nothing."
          stakes={stakes}
          send={() => decide({ creditNoteId: row.id, decision: "reject" })}
        />
      </span>
    );
  };
  return (
    <DataTable
      name="credits"
      label="Credit notes that wait"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowActions={act}
      search={false}
      empty={<EmptyState icon="statements" title="None waits" description="Nothing needs a second person." />}
    />
  );
}
