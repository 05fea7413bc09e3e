import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { LaunchLimitsView } from "@/lib/leases/limit-queries";

/** What may run at once and be paid by card, with what is in use of it. */
export function LaunchLimitsStats({ view }: { view: LaunchLimitsView }) {
  const { currency, inUse, limits, isUnlimited } = view;
  const money = (micros: bigint) => <Money micros={micros} currency={currency} precision="trimmed" />;
  const of = (limit: React.ReactNode) => (isUnlimited ? "on credit: no limit" : <>of {limit}</>);
  return (
    <StatGrid>
      <Stat
        label="Accelerators at once"
        value={inUse.accelerators}
        unit={of(limits.accelerators)}
        {...(!isUnlimited && inUse.accelerators >= limits.accelerators ? { tone: "warning" as const } : {})}
      />
      <Stat label="Cost per hour" value={money(inUse.burnMicrosPerHour)} unit={of(money(limits.burnMicrosPerHour))} />
      <Stat
        label="By card in 24 hours"
        value={isUnlimited ? "no limit" : money(limits.cardMicrosPerDay)}
        unit={isUnlimited ? null : "at most"}
        hint="Bank transfers have no such limit"
      />
    </StatGrid>
  );
}
