import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { formatWeek } from "@/lib/core/payouts/week";
import type { Payout } from "@/lib/payouts/types";

const none = <span className="text-muted-foreground">-</span>;
const time = (at: Date | null) => (at ? <UtcTime at={at.toISOString()} precision="second" /> : none);

export function PayoutFacts({ payout }: { payout: Payout }) {
  const { amountMicros, returnedMicros, currency, week, destination, route, failure } = payout;
  const reference = payout.bankReference ?? payout.stripeTransferId;
  return (
    <DefinitionList
      items={[
        { label: "Amount", value: <Money micros={amountMicros} currency={currency} />, hint: currency },
        ...(returnedMicros > 0n
          ? [{ label: "Came back of it", value: <Money micros={returnedMicros} currency={currency} /> }]
          : []),
        { label: "Week (UTC)", value: formatWeek(week) },
        { label: "To", value: destination },
        { label: "By", value: route === "wire" ? "Bank transfer" : "Stripe transfer" },
        { label: "Reference", value: reference ?? none },
        ...(failure ? [{ label: "Why it waits or failed", value: failure }] : []),
        { label: "Planned", value: time(payout.createdAt) },
        { label: "Sent", value: time(payout.sentAt) },
        { label: "Ended", value: time(payout.endedAt) },
      ]}
    />
  );
}
