"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import { formatSeconds } from "@/lib/core/time";
import type { Segment } from "@/lib/metering/segment-queries";
import { decimal } from "./decimal";

/** The price is in the offer's currency, the amount in the one that the customer pays in. */
type Row = Wire<Segment> & { currency: string; billingCurrency: string };

const seconds = (row: Row) => (Date.parse(row.to) - Date.parse(row.from)) / 1_000;

const columns: DataColumn<Row>[] = [
  {
    id: "from",
    header: "From (UTC)",
    value: (row) => row.from,
    cell: (row) => <UtcTime at={row.from} precision="second" />,
    primary: true,
    sortable: false,
  },
  {
    id: "to",
    header: "To (UTC)",
    value: (row) => row.to,
    cell: (row) => <UtcTime at={row.to} precision="second" />,
    sortable: false,
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <>
        {row.state}
        {row.zeroReason ? <span className="block text-muted-foreground text-xs">{row.zeroReason}</span> : null}
      </>
    ),
    csv: (row) => (row.zeroReason ? `${row.state} (${row.zeroReason})` : row.state),
    sortable: false,
  },
  {
    id: "seconds",
    header: "Seconds",
    value: seconds,
    cell: (row) => <span title={formatSeconds(seconds(row))}>{seconds(row)}</span>,
    align: "right",
    sortable: false,
  },
  {
    id: "price",
    header: "Price per hour",
    value: (row) => (row.microsPerUnitHour === null ? null : BigInt(row.microsPerUnitHour)),
    cell: (row) =>
      row.microsPerUnitHour === null ? (
        <span className="text-muted-foreground">not charged</span>
      ) : (
        <Money
          micros={row.microsPerUnitHour}
          currency={row.currency}
          precision="trimmed"
          suffix={` × ${row.units}${row.state === "stopped" ? " GiB" : ""}`}
        />
      ),
    csv: (row) => (row.microsPerUnitHour === null ? "" : decimal(row.microsPerUnitHour)),
    align: "right",
    sortable: false,
  },
  {
    id: "amount",
    header: "Amount",
    value: (row) => BigInt(row.chargeMicros),
    cell: (row) => (
      <>
        <Money micros={row.chargeMicros} currency={row.billingCurrency} precision="micros" />
        {row.taxMicros === "0" ? null : (
          <span className="block text-muted-foreground text-xs">
            <Money micros={row.taxMicros} currency={row.billingCurrency} precision="micros" /> tax
          </span>
        )}
      </>
    ),
    csv: (row) => decimal(row.chargeMicros),
    align: "right",
    sortable: false,
  },
];

type SegmentsTableProps = { rows: Row[]; total: number; pageSize: number; csvName: string; isOver: boolean };

export function SegmentsTable({ rows, total, pageSize, csvName, isOver }: SegmentsTableProps) {
  return (
    <DataTable
      label="Segments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      total={total}
      pageSize={pageSize}
      csvName={csvName}
      empty={
        <EmptyState
          icon="usage"
          title="Nothing is booked yet"
          description={
            isOver
              ? "The last seconds are booked in a moment."
              : "A segment is booked at each full hour (UTC) and at the end. Until then the cost above is live."
          }
        />
      }
    />
  );
}
