import { Children, type ReactNode } from "react";
import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import { formatMargin } from "./format";

interface SpreadStatsProps {
  retailMicros: bigint;
  wholesaleMicros: bigint;
  currency: string;
  /** `/h` where the figures are rates. */
  suffix?: string;
  children?: ReactNode;
}

/** Whole rows only: a grid that breaks after five of six leaves a hole. */
const COLUMNS = ["sm:grid-cols-4", "sm:grid-cols-5", "sm:grid-cols-3 xl:grid-cols-6"];

/** Retail, wholesale, and what lies between them; `children` are further Stats of the same grid. */
export function SpreadStats({ retailMicros, wholesaleMicros, currency, suffix, children }: SpreadStatsProps) {
  const spread = retailMicros - wholesaleMicros;
  const money = (micros: bigint) => <Money micros={micros} currency={currency} {...(suffix ? { suffix } : {})} />;
  return (
    <StatGrid className={COLUMNS[Children.count(children)] ?? ""}>
      <Stat label="Retail" value={money(retailMicros)} unit={currency} />
      <Stat label="Wholesale" value={money(wholesaleMicros)} unit={currency} />
      <Stat
        label="Spread"
        value={money(spread)}
        unit={currency}
        {...(spread < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat label="Margin of retail" value={formatMargin(retailMicros, wholesaleMicros)} />
      {children}
    </StatGrid>
  );
}
