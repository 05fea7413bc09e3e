import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { CustomerRow } from "@/lib/leases/customer-queries";

export function AccountStats({ account }: { account: CustomerRow }) {
  const currency = account.currency ?? "USD";
  const free = account.balanceMicros - account.heldMicros;
  return (
    <StatGrid className="sm:grid-cols-4">
      <Stat
        label="Prepaid balance"
        value={<Money micros={account.balanceMicros} currency={currency} />}
        unit={currency}
        hint="Booked; usage since the last close is not in it"
        {...(account.balanceMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat
        label="Held for running leases"
        value={<Money micros={account.heldMicros} currency={currency} />}
        unit={currency}
      />
      <Stat label="Free to launch with" value={<Money micros={free} currency={currency} />} unit={currency} />
      <Stat
        label="Burn"
        value={<Money micros={account.burnMicrosPerHour} currency={currency} suffix="/h" />}
        unit={`${account.runningLeases} running`}
      />
    </StatGrid>
  );
}
