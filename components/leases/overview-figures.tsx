import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { formatRunway } from "./runway";

export function OverviewFigures({ balance, runningCount }: { balance: BalanceSummary; runningCount: number }) {
  const { currency, runwaySeconds } = balance;
  const isShort = runwaySeconds !== null && runwaySeconds < 3_600n;
  return (
    <StatGrid>
      <Stat
        label="Running now"
        value={runningCount}
        unit={runningCount === 1 ? "instance" : "instances"}
        href="/instances"
      />
      <Stat
        label="Burn"
        value={<Money micros={balance.burnMicrosPerHour} currency={currency} precision="trimmed" />}
        unit="per hour"
      />
      <Stat
        label="Available"
        value={<Money micros={balance.availableMicros} currency={currency} />}
        unit={currency}
        hint={
          <>
            of a balance of <Money micros={balance.balanceMicros} currency={currency} />
          </>
        }
        href="/billing"
      />
      <Stat
        label="Runway"
        value={runwaySeconds === null ? "-" : formatRunway(runwaySeconds)}
        hint={
          runwaySeconds === null
            ? "Nothing is burning"
            : balance.limitedBy === "cap"
              ? "Then the monthly cap is reached"
              : "Then instances are stopped"
        }
        {...(isShort ? { tone: "warning" as const } : {})}
      />
    </StatGrid>
  );
}
