import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { EarningsSummary } from "@/lib/metering/earnings-queries";

/** What is proven so far; it grows while instances run. */
export function EarningsStats({ summary }: { summary: EarningsSummary }) {
  const { todayMicros, monthMicros, accruingMicrosPerHour, balanceMicros, currency } = summary;
  return (
    <StatGrid>
      <Stat label="Earned today (UTC)" value={<Money micros={todayMicros} currency={currency} />} />
      <Stat label="Earned this month" value={<Money micros={monthMicros} currency={currency} />} />
      <Stat
        label="Accruing now"
        value={<Money micros={accruingMicrosPerHour} currency={currency} suffix="/h" />}
        hint={accruingMicrosPerHour > 0n ? "instances are running" : "no instance is running"}
      />
      <Stat
        label="Owed to you"
        value={<Money micros={balanceMicros} currency={currency} />}
        hint="booked in the ledger, not paid out"
      />
    </StatGrid>
  );
}
