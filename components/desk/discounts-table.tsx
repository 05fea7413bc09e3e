"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { CustomerDiscount } from "@/lib/catalog/discount-queries";
import type { ActionResult } from "@/lib/web/action-result";

type DiscountRow = Wire<CustomerDiscount>;
type EndDiscount = (input: { discountId: string }) => Promise<ActionResult<unknown>>;

const TONES: Record<DiscountRow["status"], Tone> = {
  current: "success",
  announced: "info",
  past: "neutral",
  withdrawn: "neutral",
};

const percent = (row: DiscountRow) => `${row.discountBps / 100} %`;
const scope = (row: DiscountRow) => row.skuCode ?? "every SKU";

const columns: DataColumn<DiscountRow>[] = [
  {
    id: "sku",
    header: "SKU",
    primary: true,
    value: scope,
    cell: (row) => (row.skuCode ? <span className="font-mono text-xs">{row.skuCode}</span> : scope(row)),
  },
  { id: "discount", header: "Off the price", align: "right", value: (row) => row.discountBps, cell: percent },
  {
    id: "status",
    header: "Status",
    value: (row) => row.status,
    cell: (row) => <StatusBadge label={row.status} tone={TONES[row.status]} />,
  },
  {
    id: "from",
    header: "In force",
    value: (row) => row.during.from,
    csv: (row) => `${row.during.from}/${row.during.to ?? ""}`,
    cell: (row) => (
      <span className="flex flex-col text-xs">
        <span>
          from <UtcTime at={row.during.from} />
        </span>
        {row.during.to ? (
          <span className="text-muted-foreground">
            until <UtcTime at={row.during.to} />
          </span>
        ) : null}
      </span>
    ),
  },
  { id: "reason", header: "Reason", value: (row) => row.reason },
  { id: "by", header: "Granted by", hidden: true, value: (row) => row.createdByEmail },
];

interface DiscountsTableProps {
  rows: DiscountRow[];
  /** Absent for those who may look but not change. */
  end?: EndDiscount;
  grant?: ReactNode;
}

export function DiscountsTable({ rows, end, grant }: DiscountsTableProps) {
  return (
    <DataTable
      name="discounts"
      label="Discounts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      pageSize={10}
      csvName="discounts"
      {...(end ? { rowActions: (row: DiscountRow) => <EndButton row={row} end={end} /> } : {})}
      empty={
        <EmptyState
          icon="price-books"
          title="No discount"
          description="This customer pays what the price book of their segment says. A discount is taken off it, on one SKU or on all."
          action={grant}
        />
      }
    />
  );
}

function EndButton({ row, end }: { row: DiscountRow; end: EndDiscount }) {
  const router = useRouter();
  if (row.status === "past" || row.status === "withdrawn") return null;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`End the discount of ${percent(row)} on ${scope(row)}`}>
          End
        </Button>
      }
      title={row.status === "announced" ? "Take the discount back?" : "End the discount now?"}
      description="Instances that were launched with it, and prices that were announced with it, keep it."
      stakes={[
        { label: "On", value: scope(row) },
        { label: "Off the price", value: percent(row) },
      ]}
      confirmLabel="End discount"
      onConfirm={async () => {
        const result = await end({ discountId: row.id });
        if (!result.ok) return result.error.message;
        toast.success(`Discount on ${scope(row)} ended`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
