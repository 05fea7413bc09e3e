"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import { formatMoney } from "@/lib/core/money";
import { formatSeconds } from "@/lib/core/time";
import type { DeskCorrection } from "@/lib/metering/correction-queries";

type Row = Wire<DeskCorrection>;

const KINDS: Record<Row["kind"], string> = {
  state: "State",
  retail_rate: "Retail price",
  wholesale_rate: "Wholesale price",
};

function said(row: Row): string {
  if (row.kind === "state") return row.state ?? "";
  return `${formatMoney(BigInt(row.microsPerUnitHour ?? "0"), row.currency, { precision: "trimmed" })} per accelerator-hour`;
}

const delta = (id: string, header: string, micros: (row: Row) => string, currency: (row: Row) => string) =>
  ({
    id,
    header,
    align: "right",
    sortable: false,
    value: (row) => BigInt(micros(row)),
    cell: (row) => <Money micros={micros(row)} currency={currency(row)} precision="micros" signed />,
  }) satisfies DataColumn<Row>;

const booked: DataColumn<Row>[] = [
  {
    id: "at",
    header: "Booked",
    primary: true,
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
];

const lease: DataColumn<Row>[] = [
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
];

const facts: DataColumn<Row>[] = [
  {
    id: "window",
    header: "Window",
    sortable: false,
    value: (row) => row.from,
    csv: (row) => `${row.from}/${row.to}`,
    cell: (row) => (
      <span className="flex flex-col text-xs">
        <UtcTime at={row.from} precision="second" />
        <span className="text-muted-foreground">
          until <UtcTime at={row.to} precision="second" />
        </span>
      </span>
    ),
  },
  {
    id: "said",
    header: "Corrected to",
    sortable: false,
    value: (row) => `${KINDS[row.kind]}: ${said(row)}`,
    cell: (row) => (
      <>
        {said(row)}
        <span className="block text-muted-foreground text-xs">{KINDS[row.kind]}</span>
      </>
    ),
  },
  {
    id: "standing",
    header: "Stands",
    sortable: false,
    value: (row) => (row.isSuperseded ? "superseded" : "stands"),
    cell: (row) => (
      <StatusBadge label={row.isSuperseded ? "superseded" : "stands"} tone={row.isSuperseded ? "neutral" : "success"} />
    ),
  },
  {
    id: "seconds",
    header: "Billed time",
    align: "right",
    sortable: false,
    value: (row) => Number(row.seconds),
    cell: (row) => <span className="tabular">{formatSeconds(BigInt(row.seconds))}</span>,
  },
  delta(
    "charge",
    "Customer, tax included",
    (row) => row.chargeMicros,
    (row) => row.billingCurrency,
  ),
  delta(
    "wholesale",
    "Operator",
    (row) => row.wholesaleMicros,
    (row) => row.currency,
  ),
  {
    id: "reason",
    header: "Why",
    sortable: false,
    value: (row) => row.reason,
    csv: (row) => [row.reason, row.evidence].filter(Boolean).join("; "),
    cell: (row) => (
      <span className="block min-w-40 max-w-80 whitespace-normal">
        {row.reason}
        {row.evidence ? <span className="block text-muted-foreground text-xs">{row.evidence}</span> : null}
      </span>
    ),
  },
  { id: "by", header: "By", sortable: false, hidden: true, value: (row) => row.createdByEmail },
];

const ALL = [...booked, ...lease, ...facts];
const OF_ONE = [...booked, ...facts];

interface CorrectionsTableProps {
  rows: Row[];
  total: number;
  pageSize: number;
  /** On a lease's own page the lease is no column. */
  isOfOneLease?: boolean;
}

export function CorrectionsTable({ rows, total, pageSize, isOfOneLease = false }: CorrectionsTableProps) {
  return (
    <DataTable
      name="corrections"
      label="Corrections"
      columns={isOfOneLease ? OF_ONE : ALL}
      rows={rows}
      rowId={(row) => row.id}
      {...(isOfOneLease ? {} : { rowHref: (row: Row) => `/desk/leases/${row.leaseId}` })}
      total={total}
      pageSize={pageSize}
      csvName="corrections"
      search={false}
      empty={
        <EmptyState
          icon="ledger"
          title="Nothing was corrected"
          description={
            isOfOneLease
              ? "Late proof, an outage claimed later or a wrong price is put right with Correct, at the top of this page."
              : "Open a lease to correct it, or re-rate all leases of a wrong price above."
          }
        />
      }
    />
  );
}
