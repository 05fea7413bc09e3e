"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import { formatSeconds } from "@/lib/core/time";
import type { SlaCreditRow } from "@/lib/metering/correction-queries";

type Row = Wire<SlaCreditRow>;

const columns: DataColumn<Row>[] = [
  {
    id: "at",
    header: "Booked",
    primary: true,
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} />,
  },
  {
    id: "lease",
    header: "Lease",
    sortable: false,
    value: (row) => row.leaseId,
    cell: (row) => (
      <>
        <Id value={row.leaseId} />
        <span className="block text-muted-foreground text-xs">{row.customerName}</span>
      </>
    ),
  },
  {
    id: "window",
    header: "UTC window",
    sortable: false,
    value: (row) => `${row.unit} ${row.from.slice(0, row.unit === "day" ? 10 : 7)}`,
  },
  { id: "rule", header: "Rule", sortable: false, value: (row) => row.ruleName },
  {
    id: "unreachable",
    header: "Unreachable",
    align: "right",
    sortable: false,
    value: (row) => Number(row.unreachableSeconds),
    cell: (row) => <span className="tabular">{formatSeconds(BigInt(row.unreachableSeconds))}</span>,
  },
  {
    id: "paid",
    header: "To the customer",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.paidMicros),
    cell: (row) => <Money micros={row.paidMicros} currency={row.billingCurrency} precision="micros" />,
  },
  {
    id: "charged",
    header: "Charged back",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.chargedBackMicros),
    cell: (row) => <Money micros={row.chargedBackMicros} currency={row.currency} precision="micros" />,
  },
  {
    id: "borne",
    header: "Borne by us",
    align: "right",
    sortable: false,
    value: borne,
    cell: (row) => <Money micros={borne(row)} currency={row.currency} precision="micros" />,
  },
  { id: "operator", header: "Operator", sortable: false, value: (row) => row.operatorName },
];

function borne(row: Row): bigint {
  return BigInt(row.creditMicros) - BigInt(row.chargedBackMicros);
}

export function SlaCreditsTable({ rows, total, pageSize }: { rows: Row[]; total: number; pageSize: number }) {
  return (
    <DataTable
      name="credits"
      label="SLA credits"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.leaseId} ${row.from} ${row.unit} ${row.ruleName}`}
      rowHref={(row) => `/desk/leases/${row.leaseId}`}
      total={total}
      pageSize={pageSize}
      csvName="sla-credits"
      search={false}
      empty={
        <EmptyState
          icon="spread"
          title="No credit was due"
          description="A closed day or month in which an instance was unreachable for longer than promised shows here by itself."
        />
      }
    />
  );
}
