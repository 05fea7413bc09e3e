"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { OfferRow } from "@/lib/fleet/offer-queries";

type Row = Wire<OfferRow>;

const isPaused = ({ heldBack }: Row) => heldBack !== null && heldBack.accelerators === heldBack.of;

const columns: DataColumn<Row>[] = [
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
    primary: true,
  },
  { id: "operator", header: "Operator", value: (row) => row.operatorName, filter: true },
  { id: "site", header: "Site", value: (row) => row.siteName },
  {
    id: "state",
    header: "State",
    value: (row) => (isPaused(row) ? "paused" : "partly held"),
    filter: true,
    cell: (row) => <StatusBadge label={isPaused(row) ? "paused" : "partly held"} tone="warning" />,
  },
  {
    id: "held",
    header: "Held",
    value: (row) => row.heldBack?.accelerators,
    cell: (row) => `${row.heldBack?.accelerators} of ${row.heldBack?.of}`,
    align: "right",
  },
  {
    id: "reason",
    header: "Reason",
    value: (row) => row.heldBack?.reasons.join(" "),
    cell: (row) => (
      <span className="block max-w-96 break-words whitespace-normal">{row.heldBack?.reasons.join(" ")}</span>
    ),
  },
];

export function HeldOffersTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Offers held back"
      name="held"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      csvName="offers-held-back"
      empty={
        <EmptyState
          icon="offers"
          title="No offer is held back"
          description="Every active offer sells what its site has."
        />
      }
    />
  );
}
