import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { Currency } from "@/lib/core/money";

interface PaymentStatsProps {
  summary: {
    eventsWaiting: number;
    eventsFailed: number;
    callsWaiting: number;
    callsStuck: number;
    paidToday: { currency: Currency; payments: number; amountMicros: bigint }[];
  };
  disputes: { open: number; waiting: number; warnings: number };
}

export function PaymentStats({ summary, disputes }: PaymentStatsProps) {
  const { eventsWaiting, eventsFailed, callsWaiting, callsStuck, paidToday } = summary;
  return (
    <StatGrid className="sm:grid-cols-3 lg:grid-cols-6">
      <Stat label="Events waiting" value={eventsWaiting} hint="The worker acts on them by itself" />
      <Stat label="Events failed" value={eventsFailed} hint="Given up on: replay them" {...alarm(eventsFailed)} />
      <Stat label="Calls waiting" value={callsWaiting} hint="Planned or being sent" />
      <Stat label="Calls stuck" value={callsStuck} hint="Somebody must look" {...alarm(callsStuck)} />
      <Stat
        label="Paid today (UTC)"
        value={paidToday.reduce((sum, { payments }) => sum + payments, 0)}
        unit={paidToday.map(({ currency, amountMicros }) => (
          <span key={currency} className="block">
            <Money micros={amountMicros} currency={currency} /> {currency}
          </span>
        ))}
      />
      <Stat
        label="Disputes open"
        value={disputes.open}
        hint={`${disputes.waiting} without evidence, ${disputes.warnings} warning${disputes.warnings === 1 ? "" : "s"} undecided`}
        href="/desk/disputes"
        {...alarm(disputes.waiting + disputes.warnings)}
      />
    </StatGrid>
  );
}

function alarm(count: number) {
  return count > 0 ? { tone: "danger" as const } : {};
}
