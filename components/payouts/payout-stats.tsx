import { Stat, StatGrid } from "@/components/layout/stat";
import { formatMoney } from "@/lib/core/money";
import type { PayoutRoute, PayoutState } from "@/lib/core/payouts/states";

interface PayoutStatsProps {
  summary: {
    open: { state: PayoutState; route: PayoutRoute; currency: string; count: number; amountMicros: bigint }[];
    accountsWaiting: number;
  };
}

/** What wants somebody, first. */
export function PayoutStats({ summary: { open, accountsWaiting } }: PayoutStatsProps) {
  const of = (states: PayoutState[], route?: PayoutRoute) =>
    open.filter((row) => states.includes(row.state) && (!route || row.route === route));
  const count = (rows: PayoutStatsProps["summary"]["open"]) => rows.reduce((sum, row) => sum + row.count, 0);
  const money = (rows: PayoutStatsProps["summary"]["open"]) => {
    const sums = new Map<string, bigint>();
    for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.amountMicros);
    return [...sums].map(([currency, micros]) => formatMoney(micros, currency)).join(", ");
  };
  const [wires, unknown] = [of(["planned"], "wire"), of(["unknown"])];
  const [under, toConfirm] = [of(["planned", "sending"], "stripe"), of(["sent"], "wire")];
  return (
    <StatGrid>
      <Stat
        label="Accounts to approve"
        value={accountsWaiting}
        {...(accountsWaiting > 0 ? { tone: "warning" as const } : {})}
      />
      <Stat label="Bank transfers to order" value={count(wires)} hint={money(wires) || "none"} />
      <Stat label="Bank transfers to confirm" value={count(toConfirm)} hint={money(toConfirm) || "none"} />
      <Stat label="Stripe transfers under way" value={count(under)} hint={money(under) || "none"} />
      <Stat
        label="Outcome unknown"
        value={count(unknown)}
        hint={money(unknown) || "none"}
        {...(unknown.length > 0 ? { tone: "danger" as const } : {})}
      />
    </StatGrid>
  );
}
