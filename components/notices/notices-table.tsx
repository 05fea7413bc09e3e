"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { UtcTime } from "@/components/layout/utc-time";
import { Badge } from "@/components/ui/badge";
import type { Wire } from "@/components/wire";
import type { Notice } from "@/lib/identity/notice-queries";

export type NoticeHistoryRow = Pick<Wire<Notice>, "id" | "severity" | "title" | "body" | "raisedAt"> & {
  state: "open" | "dismissed" | "over";
};

const tones = { critical: "danger", warning: "warning", info: "info" } as const;

const columns: DataColumn<NoticeHistoryRow>[] = [
  { id: "title", header: "Notice", primary: true, sortable: false, value: (row) => row.title },
  {
    id: "severity",
    header: "Severity",
    sortable: false,
    value: (row) => row.severity,
    cell: (row) => <Badge tone={tones[row.severity]}>{row.severity}</Badge>,
  },
  { id: "state", header: "State", sortable: false, value: (row) => row.state },
  {
    id: "raised",
    header: "Raised (UTC)",
    sortable: false,
    value: (row) => row.raisedAt,
    cell: (row) => <UtcTime at={row.raisedAt} />,
  },
  { id: "body", header: "Text", sortable: false, hidden: true, value: (row) => row.body },
];

interface NoticesTableProps {
  rows: NoticeHistoryRow[];
  total: number;
  pageSize: number;
}

/** Every notice that was ever raised, newest first. */
export function NoticesTable({ rows, total, pageSize }: NoticesTableProps) {
  return (
    <DataTable
      label="Notices"
      name="notices"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      search={false}
      csvName="notices"
      empty={
        <EmptyState
          icon="warning"
          title="No notices yet"
          description="At 24, 6 and 1 hours of runway, and at the shares of your budgets, one appears here and on the overview."
        />
      }
    />
  );
}
