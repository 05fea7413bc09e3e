"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";

export interface PromoRow {
  id: string;
  reason: string;
  currency: string;
  amountMicros: string;
  remainingMicros: string;
  createdAt: string;
  expiresAt: string;
}

const money = (id: string, header: string, read: (row: PromoRow) => string): DataColumn<PromoRow> => ({
  id,
  header,
  align: "right",
  value: (row) => BigInt(read(row)),
  cell: (row) => <Money micros={read(row)} currency={row.currency} />,
});

const columns: DataColumn<PromoRow>[] = [
  { id: "reason", header: "For", primary: true, value: (row) => row.reason },
  { id: "created", header: "Granted", value: (row) => row.createdAt, cell: (row) => <UtcTime at={row.createdAt} /> },
  { id: "expires", header: "Until", value: (row) => row.expiresAt, cell: (row) => <UtcTime at={row.expiresAt} /> },
  money("amount", "Granted amount", (row) => row.amountMicros),
  money("remaining", "Left", (row) => row.remainingMicros),
];

export function PromoTable({ rows }: { rows: PromoRow[] }) {
  return (
    <DataTable
      name="promo"
      label="Promotional credits"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      pageSize={5}
      csvName="promotional-credits"
      empty={<EmptyState icon="balance" title="No promotional credit" description="It is used before prepaid money." />}
    />
  );
}
