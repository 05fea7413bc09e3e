import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import type { TopUp } from "@/lib/payments/types";
import { ReceiptAnchor } from "./receipt-anchor";

const none = <span className="text-muted-foreground">-</span>;

export function TopUpFacts({ topUp }: { topUp: TopUp }) {
  const { amountMicros, currency, paidWith, receiptUrl, failure, createdAt, endedAt } = topUp;
  return (
    <DefinitionList
      items={[
        { label: "Amount", value: <Money micros={amountMicros} currency={currency} />, hint: currency },
        { label: "Card", value: paidWith ?? none },
        { label: "Receipt", value: receiptUrl ? <ReceiptAnchor href={receiptUrl} /> : none },
        ...(failure ? [{ label: "Last attempt", value: failure }] : []),
        { label: "Begun", value: <UtcTime at={createdAt.toISOString()} precision="second" /> },
        { label: "Ended", value: endedAt ? <UtcTime at={endedAt.toISOString()} precision="second" /> : none },
      ]}
    />
  );
}
