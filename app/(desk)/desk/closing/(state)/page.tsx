import type { Metadata } from "next";
import { CloseNow } from "@/components/closing/close-now";
import { DaysTable } from "@/components/closing/days-table";
import { HoursTable } from "@/components/closing/hours-table";
import { MonthsTable } from "@/components/closing/months-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { UtcTime } from "@/components/layout/utc-time";
import { type ClosingState, getClosingState, listMonthTotals } from "@/lib/billing/closing-queries";
import { formatMonth } from "@/lib/core/billing/month";
import { minorUnitMicros } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { closeBooksAction } from "../actions";

export const metadata: Metadata = { title: "Closing" };

export default async function ClosingPage() {
  const ctx = await requireContext("platform");
  const [state, totals] = await Promise.all([getClosingState(ctx), listMonthTotals(ctx)]);
  const { hours, days, months, dueMonth } = state;
  const mayClose = isOffered(ctx.actor, "books.close");
  const closedAt = new Map(months.map((month) => [month.month, month.closedAt.toISOString()]));
  return (
    <PageBody>
      <PageHeader
        title="Closing"
        description="Hours and days close 15 minutes after their end, a month with its last day. What is booked later belongs to the open period."
        actions={mayClose ? <CloseNow dueMonth={dueMonth} close={closeBooksAction} /> : null}
      />
      <Figures state={state} />
      <Section title="Months" description="A statement a party and currency. All times are UTC.">
        <MonthsTable
          rows={totals.map((total) => ({
            ...total,
            movedMicros: String(total.totalMinor * minorUnitMicros(total.currency)),
            closingMicros: String(total.closingMicros),
            closedAt: closedAt.get(total.month) ?? null,
          }))}
        />
      </Section>
      <Section
        title="Days"
        description="Each day's hash covers its transactions and the hash of the day before; npm run audit computes all of them again."
      >
        <DaysTable
          rows={days.map(({ day, highWater, transactionCount, hash, closedAt: at }) => ({
            day,
            through: `ltx_${highWater}`,
            transactions: Number(transactionCount),
            hash,
            closedAt: at.toISOString(),
          }))}
        />
      </Section>
      <Section
        title="Hours"
        description="The last two days of them, with the leases that could not be billed through the hour then."
      >
        <HoursTable
          rows={hours.map(({ hour, stalledLeases, closedAt: at }) => ({
            hour: hour.toISOString(),
            stalledLeases,
            closedAt: at.toISOString(),
          }))}
        />
      </Section>
    </PageBody>
  );
}

function Figures({ state: { hours, days, months, dueMonth } }: { state: ClosingState }) {
  const [hour, day, month] = [hours[0], days[0], months[0]];
  return (
    <StatGrid>
      <Stat label="Last hour closed" value={hour ? <UtcTime at={hour.hour.toISOString()} /> : "none"} unit="UTC" />
      <Stat
        label="Stalled leases in it"
        value={hour?.stalledLeases ?? 0}
        hint="Not billed through it, for want of proof"
        {...(hour?.stalledLeases ? { tone: "warning" as const } : {})}
      />
      <Stat
        label="Last day closed"
        value={day?.day ?? "none"}
        hint={day ? `Through ltx_${day.highWater}` : "No money has moved yet"}
      />
      <Stat
        label="Last month closed"
        value={month ? formatMonth(month.month) : "none"}
        hint={dueMonth ? `${formatMonth(dueMonth)} is due` : "Nothing is due"}
        {...(dueMonth ? { tone: "warning" as const } : {})}
      />
    </StatGrid>
  );
}
