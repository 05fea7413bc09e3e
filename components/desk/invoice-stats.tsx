import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { InvoiceTotals } from "@/lib/payments/invoices/queries";

/** What is asked for and not paid, a currency each. */
export function InvoiceStats({ totals }: { totals: InvoiceTotals[] }) {
  if (totals.length === 0) return null;
  return (
    <StatGrid>
      {totals.flatMap(({ currency, open, overdue, unpaidMicros, overdueMicros }) => [
        <Stat
          key={`unpaid ${currency}`}
          label={`Unpaid, ${currency}`}
          value={<Money micros={unpaidMicros} currency={currency} />}
          unit={currency}
          hint={open === 1 ? "Of one invoice" : `Of ${open} invoices`}
        />,
        <Stat
          key={`overdue ${currency}`}
          label={`Overdue, ${currency}`}
          value={<Money micros={overdueMicros} currency={currency} />}
          unit={currency}
          hint={overdue === 1 ? "Of one invoice" : `Of ${overdue} invoices`}
          {...(overdue > 0 ? { tone: "danger" as const } : {})}
        />,
      ])}
    </StatGrid>
  );
}
