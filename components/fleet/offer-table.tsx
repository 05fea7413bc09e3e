"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";
import type { OfferTableRow } from "./rows";
import { OfferStateBadge } from "./status";

const site: DataColumn<OfferTableRow> = { id: "site", header: "Site", value: (row) => row.siteName, filter: true };

const atSite: DataColumn<OfferTableRow>[] = [
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
    primary: true,
  },
  { id: "model", header: "Model", value: (row) => row.modelName, filter: true, hidden: true },
  { id: "count", header: "Count", value: (row) => row.acceleratorCount, align: "right", hidden: true },
  {
    id: "state",
    header: "State",
    value: shownState,
    cell: (row) => <OfferState row={row} />,
    filter: [
      { value: "active", label: "active" },
      { value: "paused", label: "paused" },
      { value: "upcoming", label: "upcoming" },
      { value: "ended", label: "ended" },
      { value: "withdrawn", label: "withdrawn" },
    ],
  },
  {
    id: "wholesale",
    header: "Wholesale per accelerator",
    value: (row) => BigInt(row.wholesaleMicrosPerHour),
    cell: (row) => (
      <Money micros={row.wholesaleMicrosPerHour} currency={row.currency} precision="trimmed" suffix="/h" />
    ),
    align: "right",
  },
  { id: "from", header: "From", value: (row) => row.from, cell: (row) => <UtcTime at={row.from} /> },
  {
    id: "to",
    header: "To",
    value: (row) => row.to ?? "no end",
    cell: (row) => (row.to ? <UtcTime at={row.to} /> : <span className="text-muted-foreground">no end</span>),
  },
  {
    id: "leased",
    header: "Leased",
    value: (row) => row.leasedAccelerators,
    cell: (row) => (row.leasedAccelerators ? `${row.leasedAccelerators} in ${leases(row.leaseCount)}` : "none"),
    align: "right",
  },
];

const everywhere = [atSite[0]!, site, ...atSite.slice(1)];

/** An active offer is paused while a finding keeps every accelerator that it could sell from sale. */
function shownState({ state, heldBack }: OfferTableRow): string {
  return state === "active" && heldBack?.accelerators === heldBack?.of && heldBack ? "paused" : state;
}

function OfferState({ row }: { row: OfferTableRow }) {
  const { heldBack, state } = row;
  const isLive = state === "active" || state === "upcoming";
  return (
    <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
      {shownState(row) === "paused" ? <StatusBadge label="paused" tone="warning" /> : <OfferStateBadge state={state} />}
      {heldBack && isLive ? (
        <span className="max-w-72 break-words text-muted-foreground text-xs whitespace-normal">
          {heldBack.accelerators} of {heldBack.of} accelerators kept from sale: {heldBack.reasons[0]}
          {heldBack.reasons.length > 1 ? " There is more than this." : ""}
        </span>
      ) : null}
    </span>
  );
}

function leases(count: number): string {
  return count === 1 ? "1 lease" : `${count} leases`;
}

type OfferTableProps = {
  rows: OfferTableRow[];
  publish: ReactNode;
  /** Absent where the actor may only look. */
  onWithdraw?: ((input: { offerId: string }) => Promise<ActionResult<unknown>>) | undefined;
  showSite?: boolean;
  name?: string;
};

export function OfferTable({ rows, publish, onWithdraw, showSite = false, name }: OfferTableProps) {
  return (
    <DataTable<OfferTableRow>
      label="Offers"
      columns={showSite ? everywhere : atSite}
      rows={rows}
      rowId={(row) => row.id}
      search="Search SKU or site"
      csvName="offers"
      {...(name ? { name } : {})}
      {...(onWithdraw ? { rowActions: (row) => <Withdraw row={row} onWithdraw={onWithdraw} /> } : {})}
      empty={
        <EmptyState
          icon="offers"
          title="No offers yet"
          description="An offer says what your accelerators cost per hour and from when. Without one nothing can be leased."
          action={publish}
        />
      }
    />
  );
}

type WithdrawProps = { row: OfferTableRow; onWithdraw: NonNullable<OfferTableProps["onWithdraw"]> };

function Withdraw({ row, onWithdraw }: WithdrawProps) {
  const router = useRouter();
  if (row.state !== "active" && row.state !== "upcoming") return null;
  const { leaseCount, leasedAccelerators, wholesaleMicrosPerHour, currency } = row;
  const running = BigInt(wholesaleMicrosPerHour) * BigInt(leasedAccelerators);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Withdraw ${row.skuCode} at ${row.siteName}`}>
          Withdraw
        </Button>
      }
      title="Withdraw this offer?"
      description="Nothing new is leased under it. Leases that run keep its rate until they end."
      object={`${row.skuCode} at ${row.siteName}`}
      stakes={[
        {
          label: "Wholesale per accelerator",
          value: <Money micros={wholesaleMicrosPerHour} currency={currency} precision="trimmed" suffix="/h" />,
        },
        {
          label: "Still running at this rate",
          value:
            leaseCount === 0 ? (
              "none"
            ) : (
              <>
                {leases(leaseCount)}, <Money micros={running} currency={currency} precision="trimmed" suffix="/h" />
              </>
            ),
        },
      ]}
      confirmLabel="Withdraw offer"
      onConfirm={async () => {
        const result = await onWithdraw({ offerId: row.id });
        if (!result.ok) return result.error.message;
        toast.success(`Withdrew ${row.skuCode}`);
        router.refresh();
      }}
    />
  );
}
