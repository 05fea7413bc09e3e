"use client";

import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { StatusBadge } from "@/components/layout/status-badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { countryName } from "@/lib/core/fleet/countries";
import { parseMoney } from "@/lib/core/money";
import { priceMicros } from "@/lib/core/rating/amount";
import { HOURS_PER_MONTH } from "@/lib/core/time";
import { decimal } from "./decimal";
import { ListPrice } from "./list-price";
import { launchHref, type StockOffer, skuMicrosPerHour } from "./stock-offer";

const perMonth = (row: StockOffer) => priceMicros(skuMicrosPerHour(row), HOURS_PER_MONTH * 3_600n);

const columns: DataColumn<StockOffer>[] = [
  {
    id: "model",
    header: "Model",
    value: (row) => row.modelName,
    cell: (row) => (
      <span className="inline-flex flex-wrap items-center gap-x-2">
        {row.modelName}
        {row.simulated ? <SimulatedBadge /> : null}
      </span>
    ),
    csv: (row) => `${row.modelName}${row.simulated ? " (simulated)" : ""}`,
    filter: true,
    primary: true,
  },
  { id: "vendor", header: "Vendor", value: (row) => row.vendor, filter: true },
  {
    id: "count",
    header: "Count",
    value: (row) => row.acceleratorCount,
    cell: (row) => `${row.acceleratorCount} ×`,
    filter: true,
    align: "right",
  },
  {
    id: "memory",
    header: "Memory, each",
    value: (row) => row.memoryGb,
    cell: (row) => (row.memoryGb === null ? "-" : `${row.memoryGb} GB`),
    filter: true,
    align: "right",
  },
  {
    id: "interconnect",
    header: "Interconnect",
    value: (row) => row.interconnect,
    hidden: true,
  },
  {
    id: "region",
    header: "Region",
    value: (row) => countryName(row.country),
    cell: (row) => (
      <span className="block leading-tight">
        {row.city}, {row.country}
        <span className="block text-muted-foreground text-xs">{row.siteName}</span>
      </span>
    ),
    csv: (row) => `${row.city}, ${countryName(row.country)} (${row.siteName})`,
    filter: true,
  },
  {
    id: "stock",
    header: "Stock",
    value: (row) => row.availableUnits,
    cell: (row) =>
      row.availableUnits > 0 ? (
        <StatusBadge tone="success" label={`${row.availableUnits} now`} />
      ) : (
        <StatusBadge tone="neutral" label="sold out" />
      ),
    align: "right",
  },
  {
    id: "unitPrice",
    header: "Per accelerator-hour",
    // In one currency, so that offers in several can be put in order.
    value: (row) => BigInt(row.payMicrosPerHour ?? row.retailMicrosPerHour),
    cell: (row) => (
      <>
        <Money micros={row.retailMicrosPerHour} currency={row.currency} precision="trimmed" className="font-medium" />
        <ListPrice offer={row} />
      </>
    ),
    csv: (row) => decimal(row.retailMicrosPerHour),
    align: "right",
  },
  {
    id: "list",
    header: "List price",
    value: (row) => BigInt(row.listMicrosPerHour),
    cell: (row) => <Money micros={row.listMicrosPerHour} currency={row.currency} precision="trimmed" />,
    csv: (row) => decimal(row.listMicrosPerHour),
    align: "right",
    hidden: true,
  },
  { id: "currency", header: "Currency", value: (row) => row.currency, hidden: true },
  {
    id: "hour",
    header: "Per hour",
    value: skuMicrosPerHour,
    cell: (row) => <Money micros={skuMicrosPerHour(row)} currency={row.currency} precision="trimmed" />,
    csv: (row) => decimal(skuMicrosPerHour(row)),
    align: "right",
  },
  {
    id: "month",
    header: "Per month",
    value: perMonth,
    cell: (row) => <Money micros={perMonth(row)} currency={row.currency} />,
    csv: (row) => decimal(perMonth(row)),
    align: "right",
  },
  { id: "sku", header: "SKU", value: (row) => row.skuCode, hidden: true },
];

export function StockTable({ rows }: { rows: StockOffer[] }) {
  const [priceText, setPriceText] = useQueryState("price", parseAsString.withDefault(""));
  const limit = parseMoney(priceText);
  const shown =
    limit === null ? rows : rows.filter((row) => BigInt(row.payMicrosPerHour ?? row.retailMicrosPerHour) <= limit);
  return (
    <DataTable
      label="Accelerators"
      columns={columns}
      rows={shown}
      rowId={(row) => `${row.skuId} ${row.siteId}`}
      rowHref={launchHref}
      search="Model, SKU, city"
      csvName="catalogue"
      pageSize={50}
      toolbar={
        <Input
          aria-label="Highest price per accelerator-hour"
          inputMode="decimal"
          placeholder="Price up to"
          value={priceText}
          onChange={(event) => void setPriceText(event.target.value || null)}
          aria-invalid={priceText !== "" && limit === null}
          className="w-28 shrink-0"
        />
      }
      rowActions={(row) =>
        row.availableUnits > 0 ? (
          <Button asChild size="sm" variant="primary">
            <Link href={launchHref(row)} aria-label={`Launch ${row.skuCode} in ${row.city}`}>
              Launch
            </Link>
          </Button>
        ) : (
          <Button size="sm" disabled>
            Sold out
          </Button>
        )
      }
      empty={
        priceText ? (
          <EmptyState
            icon="catalogue"
            title={`Nothing at or below ${priceText}`}
            description="No accelerator is offered at that price per hour today."
            action={<Button onClick={() => void setPriceText(null)}>Any price</Button>}
          />
        ) : (
          <EmptyState
            icon="catalogue"
            title="Nothing is for sale yet"
            description="An accelerator appears here as soon as a site offers it and it has a price. The list renews itself."
          />
        )
      }
    />
  );
}
