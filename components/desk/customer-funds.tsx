import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import { formatRunway } from "@/components/leases/runway";
import type { CustomerRow } from "@/lib/leases/customer-queries";
import type { BalanceSummary } from "@/lib/metering/balance-queries";

/** What the customer's terms come to now: its floor, what is left down to it, and how much room its own monthly cap leaves. */
export function CustomerFunds({ balance }: { balance: BalanceSummary }) {
  const { currency, month, runwaySeconds } = balance;
  const money = (micros: bigint) => <Money micros={micros} currency={currency} />;
  return (
    <StatGrid className="sm:grid-cols-4">
      <Stat
        label="Prepaid balance"
        value={money(balance.balanceMicros)}
        unit={currency}
        hint={
          balance.owedMicros > 0n ? <>and {money(balance.owedMicros)} of unpaid invoices</> : "Booked in the ledger"
        }
        {...(balance.balanceMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat
        label="Floor"
        value={money(-balance.creditLimitMicros)}
        unit={currency}
        hint={balance.creditLimitMicros > 0n ? "Minus the credit limit" : "No credit: stopped at zero"}
      />
      <Stat
        label="Free to launch with"
        value={money(balance.availableMicros)}
        unit={currency}
        hint={
          <>
            {money(balance.accruedMicros)} accrued, {money(balance.heldMicros)} held
          </>
        }
        {...(balance.availableMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat label="Promotional" value={money(balance.promoMicros)} unit={currency} hint="Counted; used first" />
      <Stat
        label="Burn"
        value={<Money micros={balance.burnMicrosPerHour} currency={currency} suffix="/h" />}
        hint="Tax included"
      />
      <Stat
        label="Runway"
        value={runwaySeconds === null ? "-" : formatRunway(runwaySeconds)}
        hint={runwaySeconds === null ? "Nothing is burning" : `Until the ${balance.limitedBy} stops it`}
        {...(runwaySeconds !== null && runwaySeconds < 86_400n ? { tone: "warning" as const } : {})}
      />
      <Stat
        label="Month to date"
        value={money(month.spentMicros)}
        unit={currency}
        hint={`${month.key}, UTC, tax included`}
      />
      <Stat
        label="Monthly cap"
        value={month.capMicros === null ? "none" : money(month.capMicros)}
        hint={
          month.capMicros === null ? (
            "The customer's owner may set one"
          ) : (
            <>{money(month.capMicros - month.spentMicros)} of it left</>
          )
        }
      />
    </StatGrid>
  );
}

/** Accounts in currencies that the customer does not pay in now. */
export function OtherAccounts({ accounts }: { accounts: CustomerRow[] }) {
  return accounts.map(({ currency, balanceMicros, heldMicros }) =>
    currency === null ? null : (
      <StatGrid key={currency}>
        <Stat
          label={`Balance in ${currency}`}
          value={<Money micros={balanceMicros} currency={currency} />}
          unit={currency}
        />
        <Stat label={`Held in ${currency}`} value={<Money micros={heldMicros} currency={currency} />} unit={currency} />
      </StatGrid>
    ),
  );
}
