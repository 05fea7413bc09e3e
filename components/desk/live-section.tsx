import { Money } from "@/components/layout/money";
import { Section } from "@/components/layout/page-header";
import { Stat } from "@/components/layout/stat";
import type { Currency } from "@/lib/core/money";
import { type LiveLeaseRow, LiveLeasesTable } from "./live-leases-table";
import { SpreadStats } from "./spread-stats";

export interface LiveFigures {
  currency: Currency;
  leaseCount: number;
  acceleratorCount: number;
  retailMicrosPerHour: bigint;
  wholesaleMicrosPerHour: bigint;
  /** Null where there are too many leases to say. */
  accruedSpreadMicros: bigint | null;
}

export function LiveSection({ figures, rows }: { figures: LiveFigures[]; rows: LiveLeaseRow[] }) {
  return (
    <Section
      title="Running now"
      description="At the rates pinned to each lease. Accrued: used and proven since the last close, not in the ledger yet."
    >
      {figures.map((figure) => (
        <SpreadStats
          key={figure.currency}
          retailMicros={figure.retailMicrosPerHour}
          wholesaleMicros={figure.wholesaleMicrosPerHour}
          currency={figure.currency}
          suffix="/h"
        >
          <Stat
            label="Running leases"
            value={figure.leaseCount}
            unit={`${figure.acceleratorCount} accelerator${figure.acceleratorCount === 1 ? "" : "s"}`}
          />
          <Stat
            label="Accrued spread"
            value={
              figure.accruedSpreadMicros === null ? (
                "n/a"
              ) : (
                <Money micros={figure.accruedSpreadMicros} currency={figure.currency} precision="micros" />
              )
            }
            unit={figure.currency}
          />
        </SpreadStats>
      ))}
      <LiveLeasesTable rows={rows} />
    </Section>
  );
}
