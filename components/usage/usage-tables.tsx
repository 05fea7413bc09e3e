"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { acceleratorHours, decimal } from "@/components/leases/decimal";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import type { Wire } from "@/components/wire";
import { isFinal } from "@/lib/core/leases/states";
import { formatSeconds } from "@/lib/core/time";
import type { LeaseUsage, Usage } from "@/lib/metering/usage-queries";

type Sums = Wire<Usage> & { currency: string };

/** What every report ends with; in a CSV seconds are seconds and money is a plain decimal. */
function sumColumns<Row extends Sums>(): DataColumn<Row>[] {
  return [
    {
      id: "seconds",
      header: "Billed time",
      value: (row) => BigInt(row.seconds),
      cell: (row) => <span title={`${row.seconds} s`}>{formatSeconds(BigInt(row.seconds))}</span>,
      csv: (row) => row.seconds,
      align: "right",
    },
    {
      id: "acceleratorHours",
      header: "Accelerator-hours",
      value: (row) => BigInt(row.acceleratorSeconds),
      cell: (row) => acceleratorHours(row.acceleratorSeconds),
      csv: (row) => acceleratorHours(row.acceleratorSeconds),
      align: "right",
    },
    {
      id: "unbooked",
      header: "Of it not yet booked",
      value: (row) => BigInt(row.unbookedMicros),
      cell: (row) => <PartOf micros={row.unbookedMicros} currency={row.currency} />,
      csv: (row) => decimal(row.unbookedMicros),
      align: "right",
    },
    {
      id: "tax",
      header: "Of it tax",
      value: (row) => BigInt(row.taxMicros),
      cell: (row) => <PartOf micros={row.taxMicros} currency={row.currency} />,
      csv: (row) => decimal(row.taxMicros),
      align: "right",
    },
    {
      id: "amount",
      header: "Amount",
      value: (row) => BigInt(row.chargeMicros),
      cell: (row) => <Money micros={row.chargeMicros} currency={row.currency} className="font-medium" />,
      csv: (row) => decimal(row.chargeMicros),
      align: "right",
    },
  ];
}

function PartOf({ micros, currency }: { micros: string; currency: string }) {
  if (micros === "0") return <span className="text-muted-foreground">-</span>;
  return <Money micros={micros} currency={currency} />;
}

const empty = (
  <EmptyState
    icon="usage"
    title="Nothing was used in this period"
    description="Choose other days, or launch an instance: its use appears here within seconds."
  />
);

type DayRow = Sums & { day: string };
const dayColumns: DataColumn<DayRow>[] = [
  { id: "day", header: "Day (UTC)", value: (row) => row.day, primary: true },
  ...sumColumns<DayRow>(),
];

export function UsageByDayTable({ rows }: { rows: DayRow[] }) {
  return (
    <DataTable
      label="Days"
      columns={dayColumns}
      rows={rows}
      rowId={(row) => row.day}
      rowHref={(row) => `/usage?by=instance&from=${row.day}&to=${row.day}`}
      search={false}
      defaultSort="-day"
      csvName="usage-by-day"
      pageSize={31}
      empty={empty}
    />
  );
}

type ProjectRow = Sums & { projectId: string | null; name: string | null };
const projectColumns: DataColumn<ProjectRow>[] = [
  { id: "project", header: "Project", value: (row) => row.name ?? "of no project", primary: true },
  ...sumColumns<ProjectRow>(),
];

export function UsageByProjectTable({ rows }: { rows: ProjectRow[] }) {
  return (
    <DataTable
      label="Projects"
      columns={projectColumns}
      rows={rows}
      rowId={(row) => row.projectId ?? "none"}
      search={false}
      defaultSort="-amount"
      csvName="usage-by-project"
      empty={empty}
    />
  );
}

type SkuRow = Sums & { skuCode: string };
const skuColumns: DataColumn<SkuRow>[] = [
  { id: "sku", header: "SKU", value: (row) => row.skuCode, primary: true },
  ...sumColumns<SkuRow>(),
];

export function UsageBySkuTable({ rows, period }: { rows: SkuRow[]; period: string }) {
  return (
    <DataTable
      label="SKUs"
      columns={skuColumns}
      rows={rows}
      rowId={(row) => row.skuCode}
      rowHref={(row) => `/usage?by=instance&${period}&q=${encodeURIComponent(row.skuCode)}`}
      search={false}
      defaultSort="-amount"
      csvName="usage-by-sku"
      empty={empty}
    />
  );
}

type LeaseRow = Sums & Wire<LeaseUsage>;
const leaseColumns: DataColumn<LeaseRow>[] = [
  { id: "name", header: "Instance", value: (row) => row.name, primary: true },
  { id: "id", header: "Id", value: (row) => row.leaseId, hidden: true },
  { id: "sku", header: "SKU", value: (row) => row.skuCode },
  { id: "site", header: "Site", value: (row) => row.siteName },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => <LeaseStateBadge state={row.state} />,
  },
  {
    id: "requestedAt",
    header: "Started",
    value: (row) => row.requestedAt,
    cell: (row) => <RelativeTime at={row.requestedAt} />,
  },
  ...sumColumns<LeaseRow>(),
];

export function UsageByLeaseTable({ rows }: { rows: LeaseRow[] }) {
  return (
    <DataTable
      label="Instances"
      columns={leaseColumns}
      rows={rows}
      rowId={(row) => row.leaseId}
      rowHref={(row) => `/instances/${row.leaseId}${isFinal(row.state) ? "#segments" : ""}`}
      search="Name, SKU, site"
      defaultSort="-requestedAt"
      csvName="usage-by-instance"
      empty={empty}
    />
  );
}
