import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import { formatRunway } from "@/components/leases/runway";
import type { BalanceSummary } from "@/lib/metering/balance-queries";

/** The one definition of what is available, term by term. A term that this customer has nothing of is left out. */
export function BalanceStats({ balance }: { balance: BalanceSummary }) {
  const { currency, runwaySeconds, unexpiredPromoMicros, promoMicros } = balance;
  const money = (micros: bigint) => <Money micros={micros} currency={currency} />;
  return (
    <StatGrid>
      <Stat
        label="Available"
        value={money(balance.availableMicros)}
        unit={currency}
        hint="What a launch can set aside now"
        {...(balance.availableMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat
        label="Runway"
        value={runwaySeconds === null ? "-" : formatRunway(runwaySeconds)}
        hint={runwayHint(balance)}
        {...(runwaySeconds !== null && runwaySeconds < 21_600n ? { tone: "warning" as const } : {})}
      />
      <Stat label="Balance" value={money(balance.balanceMicros)} hint="Booked in the ledger" />
      {unexpiredPromoMicros > 0n ? (
        <Stat
          label="+ Promotional"
          value={money(promoMicros)}
          hint={promoHint(unexpiredPromoMicros - promoMicros, money)}
        />
      ) : null}
      {balance.creditLimitMicros > 0n ? (
        <Stat label="+ Credit limit" value={money(balance.creditLimitMicros)} hint="How far below zero it may go" />
      ) : null}
      {balance.owedMicros > 0n ? (
        <Stat label="− Unpaid invoices" value={money(balance.owedMicros)} hint="Credit that is used up" />
      ) : null}
      <Stat label="− Accrued" value={money(balance.accruedMicros)} hint="Used, not booked yet" />
      <Stat label="− Held" value={money(balance.heldMicros)} hint="For instances that hold capacity" />
    </StatGrid>
  );
}

function runwayHint({ runwaySeconds, limitedBy, burnMicrosPerHour, currency }: BalanceSummary) {
  if (runwaySeconds === null) return "Nothing is burning";
  return (
    <>
      Until {limitedBy === "cap" ? "the monthly cap stops" : "money stops"} instances, at{" "}
      <Money micros={burnMicrosPerHour} currency={currency} suffix="/h" />
    </>
  );
}

function promoHint(expiringMicros: bigint, money: (micros: bigint) => React.ReactNode) {
  if (expiringMicros === 0n) return "Used before the balance";
  return <>Without {money(expiringMicros)} that expires within the hour</>;
}
