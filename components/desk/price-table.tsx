"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import { formatBps, formatMargin } from "./format";
import { PriceCell, PriceRange, type PriceTableRow } from "./price-cells";

type Withdraw = (input: { entryId: string }) => Promise<{ ok: true } | { ok: false; error: { message: string } }>;

const TONES: Record<PriceTableRow["status"], Tone> = {
  current: "success",
  announced: "info",
  past: "neutral",
  withdrawn: "neutral",
};
const STATUS_OPTIONS = (["current", "announced", "past", "withdrawn"] as const).map((value) => ({
  value,
  label: value,
}));

const columns: DataColumn<PriceTableRow>[] = [
  {
    id: "sku",
    header: "SKU",
    primary: true,
    sortable: false,
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
  },
  { id: "model", header: "Model", sortable: false, hidden: true, value: (row) => row.modelName },
  {
    id: "region",
    header: "Region",
    sortable: false,
    value: (row) => row.region,
    cell: (row) => row.regionName,
  },
  {
    id: "status",
    header: "Status",
    sortable: false,
    filter: STATUS_OPTIONS,
    value: (row) => row.status,
    cell: (row) => <StatusBadge label={row.status} tone={TONES[row.status]} />,
  },
  { id: "price", header: "Price", sortable: false, value: priceText, cell: PriceCell },
  {
    id: "retail",
    header: "Sells at",
    align: "right",
    sortable: false,
    value: (row) => (row.effect ? BigInt(row.effect.retail[0]) : null),
    cell: (row) => <PriceRange range={row.effect?.retail} currency={row.currency} />,
  },
  {
    id: "wholesale",
    header: "Bought at",
    align: "right",
    sortable: false,
    value: (row) => (row.effect ? BigInt(row.effect.wholesale[0]) : null),
    cell: (row) => <PriceRange range={row.effect?.wholesale} currency={row.currency} />,
  },
  {
    id: "margin",
    header: "Least margin",
    align: "right",
    sortable: false,
    value: (row) => (row.effect ? leastMargin(row) : null),
  },
  {
    id: "running",
    header: "Running instances",
    sortable: false,
    value: (row) => (row.appliesToRunning ? "reached" : "keep theirs"),
  },
  {
    id: "from",
    header: "In force",
    sortable: false,
    value: (row) => row.from,
    csv: (row) => `${row.from}/${row.to ?? ""}`,
    cell: (row) => (
      <span className="flex flex-col text-xs">
        <span>
          from <UtcTime at={row.from} />
        </span>
        {row.to ? (
          <span className="text-muted-foreground">
            until <UtcTime at={row.to} />
          </span>
        ) : null}
      </span>
    ),
  },
  { id: "by", header: "Set by", sortable: false, hidden: true, value: (row) => row.createdByEmail },
];

function priceText(row: PriceTableRow): string {
  if (row.amountMicros !== null) return row.amountMicros;
  return `wholesale + ${formatBps(row.marginBps)}`;
}

/** The dearest supply leaves the least: by amount retail stays, by margin the floor only adds to cheaper ones. */
function leastMargin(row: PriceTableRow): string {
  const { retail, wholesale } = row.effect!;
  return formatMargin(retail[1], wholesale[1]);
}

interface PriceTableProps {
  rows: PriceTableRow[];
  total: number;
  pageSize: number;
  /** In whose address the history of one SKU is found. */
  bookId: string;
  /** Absent for those who may look but not set prices. */
  withdraw?: Withdraw;
}

export function PriceTable({ rows, total, pageSize, bookId, withdraw }: PriceTableProps) {
  return (
    <DataTable
      label="Prices"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="price-book"
      search="Search SKU, model, region"
      rowActions={(row) => (
        <span className="inline-flex items-center">
          <Button asChild size="sm" variant="ghost">
            <Link
              href={`/desk/price-book?${new URLSearchParams({ book: bookId, q: row.skuCode })}`}
              aria-label={`History of ${row.skuCode}`}
            >
              History
            </Link>
          </Button>
          {withdraw ? <WithdrawButton row={row} withdraw={withdraw} /> : null}
        </span>
      )}
      empty={
        <EmptyState
          icon="price-books"
          title="The price book is empty"
          description="Set its first price above. What it has no price for is sold from the default book of its currency, or not at all."
        />
      }
    />
  );
}

function WithdrawButton({ row, withdraw }: { row: PriceTableRow; withdraw: Withdraw }) {
  const router = useRouter();
  if (row.status === "past" || row.status === "withdrawn") return null;
  const isAnnounced = row.status === "announced";
  return (
    <ConfirmDialog
      trigger={
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Withdraw the ${row.status} price of ${row.skuCode} ${row.region === "*" ? "everywhere" : `in ${row.regionName}`}`}
        >
          Withdraw
        </Button>
      }
      title={isAnnounced ? "Take the announced price back?" : "Stop selling at this price?"}
      description={
        isAnnounced
          ? `The price before it goes on${row.appliesToRunning ? ", for running instances too; their customers are told" : ""}.`
          : "New launches are refused where no other price holds. Running leases keep their price."
      }
      object={<span className="font-mono text-xs">{row.skuCode}</span>}
      stakes={[
        { label: "Region", value: row.regionName },
        { label: "Price", value: PriceCell(row) },
        { label: "Offers it prices now", value: row.effect?.offers ?? 0 },
      ]}
      confirmLabel="Withdraw price"
      onConfirm={async () => {
        const result = await withdraw({ entryId: row.id });
        if (!result.ok) return result.error.message;
        toast.success(`Price of ${row.skuCode} withdrawn`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
