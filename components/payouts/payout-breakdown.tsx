import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import type { Currency } from "@/lib/core/money";
import type { PayoutBreakdown } from "@/lib/core/payouts/plan-payout";

const ROWS: [keyof PayoutBreakdown, string, string][] = [
  ["owedMicros", "Owed at the week's end", "Earned and not paid yet, what was charged back since taken off"],
  ["plannedMicros", "Planned already", "In earlier payouts that were not sent yet"],
  ["holdBackMicros", "Hold-back", "What the month's settlement will hold back by contract"],
  ["reserveMicros", "Rolling reserve", "A share of the last weeks' wholesale, free again as they pass"],
  ["carriedMicros", "Carried over", "Less than a cent, or all of it under the minimum"],
];

interface PayoutBreakdownListProps {
  breakdown: PayoutBreakdown;
  currency: Currency;
  total: string;
}

/** How a payout's amount comes about, line by line. */
export function PayoutBreakdownList({ breakdown, currency, total }: PayoutBreakdownListProps) {
  const lines = ROWS.filter(([key]) => key === "owedMicros" || breakdown[key] !== 0n).map(([key, label, hint]) => ({
    label,
    value: (
      <span title={hint}>
        <Money micros={breakdown[key]} currency={currency} />
      </span>
    ),
    hint,
  }));
  const sum = (
    <strong className="font-semibold">
      <Money micros={breakdown.amountMicros} currency={currency} />
    </strong>
  );
  return <DefinitionList items={[...lines, { label: total, value: sum, hint: currency }]} />;
}
