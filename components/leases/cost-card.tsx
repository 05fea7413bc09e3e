"use client";

import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { isFinal } from "@/lib/core/leases/states";
import { formatSeconds } from "@/lib/core/time";
import { currentMicrosPerHour } from "./live-cost";
import { useLive, useLiveCost } from "./live-lease";

/** The cost by the second: what the ledger has booked, and what the browser computes since with the code that bills. */
export function CostCard({ ratePerHour }: { ratePerHour: string }) {
  const live = useLive();
  const { micros, seconds, totalMicros, totalSeconds } = useLiveCost();
  const { currency } = live;
  const isOver = isFinal(live.state);
  return (
    <Card>
      <CardHeader
        title={isOver ? "Cost" : "Cost so far"}
        description={note(live.settled, isOver, currentMicrosPerHour(live) > 0n)}
      />
      <CardContent className="flex flex-col gap-4">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <Money micros={totalMicros} currency={currency} precision="micros" className="font-semibold text-3xl" />
          <span className="tabular text-muted-foreground">for {formatSeconds(totalSeconds)}</span>
        </div>
        <DefinitionList
          items={[
            { label: "Booked", value: <Money micros={live.bookedMicros} currency={currency} precision="micros" /> },
            {
              label: "Live, not yet booked",
              value: <Money micros={micros} currency={currency} precision="micros" />,
              hint: formatSeconds(seconds),
            },
            {
              label: "Rate",
              value: <Money micros={ratePerHour} currency={live.rateCurrency} precision="trimmed" suffix="/h" />,
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}

function note(settled: boolean, isOver: boolean, isCounting: boolean): string {
  if (settled) return "Billed to its end.";
  if (isOver) return "The last seconds are being booked.";
  if (isCounting)
    return "Counted to this second. Booked at each full hour and at the end, as far as it is proven to run.";
  return "The meter stands still: nothing is charged in this state.";
}
