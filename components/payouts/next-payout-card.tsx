import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { type Currency, formatMoney } from "@/lib/core/money";
import type { PayoutBreakdown } from "@/lib/core/payouts/plan-payout";
import { PayoutBreakdownList } from "./payout-breakdown";

export interface NextPayout {
  currency: Currency;
  dueAt: Date;
  breakdown: PayoutBreakdown;
  reserveBps: number;
  holdBackBps: number;
  minimumMicros: bigint;
  heldReason: string | null;
}

/** What would be paid if the running week ended now. */
export function NextPayoutCard({ next }: { next: NextPayout }) {
  const { currency, breakdown, dueAt, reserveBps, holdBackBps, minimumMicros, heldReason } = next;
  const rules = [
    `${reserveBps / 100} % of the last weeks' wholesale stays as a reserve`,
    holdBackBps > 0 ? `${holdBackBps / 100} % is held back by contract` : null,
    `less than ${formatMoney(minimumMicros, currency)} is carried over`,
  ].filter(Boolean);
  return (
    <Card>
      <CardHeader
        title={`Next payout, ${currency}`}
        description={
          <>
            If the week ended now. Planned <RelativeTime at={dueAt.toISOString()} />, once its last hour is closed.
          </>
        }
      />
      <CardContent>
        <div className="flex flex-col gap-4">
          {heldReason ? (
            <Alert tone="warning" title="Payouts are held">
              {heldReason}
            </Alert>
          ) : null}
          <PayoutBreakdownList breakdown={breakdown} currency={currency} total="Would be paid" />
          <p className="text-muted-foreground text-xs">{rules.join("; ")}.</p>
        </div>
      </CardContent>
    </Card>
  );
}
