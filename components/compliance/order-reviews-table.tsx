"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { OrderReviewRow } from "@/lib/compliance/rule-queries";
import type { DecideOrderInput } from "@/lib/compliance/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";
import { organizationColumn } from "./organization-column";
import { decisionNote, StateCell } from "./state-cell";

type Row = Wire<OrderReviewRow>;

const TONES = { open: "warning", approved: "success", refused: "neutral" } as const;

const columns: DataColumn<Row>[] = [
  {
    id: "wanted",
    header: "Wanted",
    primary: true,
    value: (row) => row.skuCode,
    cell: (row) => (
      <div className="min-w-0 py-1">
        <p className="font-medium">{row.skuCode}</p>
        <p className="text-muted-foreground text-xs">
          {row.className}; site in {row.siteCountry}; customer in{" "}
          {row.customerCountries.join(", ") || "no stated country"}
        </p>
      </div>
    ),
  },
  organizationColumn(),
  {
    id: "rule",
    header: "Rule",
    value: (row) => row.ruleNames.join(", "),
    cell: (row) => <span className="block max-w-72 break-words whitespace-normal">{row.ruleNames.join(", ")}</span>,
  },
  {
    id: "asked",
    header: "Asked",
    value: (row) => row.lastAskedAt,
    cell: (row) => (
      <span>
        <RelativeTime at={row.lastAskedAt} />
        <span className="block text-muted-foreground text-xs">
          {row.timesAsked === 1 ? "once" : `${row.timesAsked} times`}, {row.askedBy}
        </span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    filter: true,
    value: (row) => row.state,
    cell: (row) => <StateCell label={row.state} tone={TONES[row.state]} note={decisionNote(row)} />,
  },
];

interface OrderReviewsTableProps {
  rows: Row[];
  /** A day that is offered as the approval's last. */
  inAMonth: string;
  decide?: (input: DecideOrderInput) => Promise<ActionResult<unknown>>;
}

export function OrderReviewsTable({ rows, inAMonth, decide }: OrderReviewsTableProps) {
  return (
    <DataTable
      name="orders"
      label="Orders under review"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="order-reviews"
      search="Search an organization"
      {...(decide
        ? { rowActions: (row: Row) => (row.state === "open" ? <Decide {...{ row, inAMonth, decide }} /> : null) }
        : {})}
      empty={
        <EmptyState
          icon="compliance"
          title="No order was refused by a rule"
          description="Who is refused appears here with what they wanted, and is told what you decide."
        />
      }
    />
  );
}

type DecideProps = Required<Pick<OrderReviewsTableProps, "inAMonth" | "decide">> & { row: Row };

function Decide({ row, inAMonth, decide }: DecideProps) {
  const of = `${row.skuCode} for ${row.organizationName}`;
  const why = { name: "reason" as const, label: "Why", hint: "The customer reads it." };
  return (
    <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
      <FieldsDialog
        size="sm"
        label="Approve"
        of={of}
        title={`Let ${row.organizationName} rent ${row.className}?`}
        description="This customer and this class alone. Rules that ask for a statement still ask for it."
        fields={[{ name: "until", label: "Up to and including (UTC day)", kind: "date", initial: inAMonth }, why]}
        done="Approved, and the customer is told"
        send={({ until, reason }) => decide({ reviewId: row.id, decision: "approved", until, reason })}
      />
      <FieldsDialog
        size="sm"
        label="Refuse"
        of={of}
        title={`Refuse ${row.className} to ${row.organizationName}?`}
        description="The customer is told. If they ask again, it comes back here."
        fields={[why]}
        done="Refused, and the customer is told"
        send={({ reason }) => decide({ reviewId: row.id, decision: "refused", until: "", reason })}
      />
    </span>
  );
}
