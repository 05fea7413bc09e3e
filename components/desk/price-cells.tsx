import { Money } from "@/components/layout/money";
import { formatBps } from "./format";

export interface PriceTableRow {
  id: string;
  skuCode: string;
  modelName: string;
  /** What is priced: `accelerator-hour`. */
  unitName: string;
  region: string;
  regionName: string;
  status: "current" | "announced" | "past" | "withdrawn";
  currency: string;
  amountMicros: string | null;
  marginBps: number | null;
  floorMicros: string | null;
  capMicros: string | null;
  appliesToRunning: boolean;
  from: string;
  to: string | null;
  createdByEmail: string | null;
  /** Of the offers that the entry prices now; null where it prices none. */
  effect: { offers: number; retail: [string, string]; wholesale: [string, string] } | null;
}

export function PriceCell(row: PriceTableRow) {
  const money = (micros: string) => <Money micros={micros} currency={row.currency} precision="trimmed" />;
  return (
    <span className="tabular flex flex-col">
      {row.amountMicros === null ? <span>wholesale + {formatBps(row.marginBps)}</span> : money(row.amountMicros)}
      <span className="text-muted-foreground text-xs">
        per {row.unitName}
        {row.floorMicros === null ? null : <>, floor {money(row.floorMicros)}</>}
        {row.capMicros === null ? null : <>, cap {money(row.capMicros)}</>}
      </span>
    </span>
  );
}

export function PriceRange({ range, currency }: { range: [string, string] | undefined; currency: string }) {
  if (!range) return <span className="text-muted-foreground">no offer</span>;
  const [low, high] = range;
  return (
    <span className="whitespace-nowrap">
      <Money micros={low} currency={currency} precision="trimmed" />
      {low === high ? null : (
        <>
          {" to "}
          <Money micros={high} currency={currency} precision="trimmed" />
        </>
      )}
    </span>
  );
}
