import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import { PRICED_UNITS } from "@/lib/core/rating/retail-input";
import type { AnnouncedRate } from "@/lib/leases/announced-queries";

/** What an instance will cost, once that has been announced to it. */
export function AnnouncedPrices({ rates }: { rates: Wire<AnnouncedRate>[] }) {
  if (rates.length === 0) return null;
  return (
    <Alert tone="info" title={rates.length === 1 ? "The price changes" : "The price changes more than once"}>
      <ul className="flex flex-col gap-0.5">
        {rates.map((rate) => (
          <li key={`${rate.skuCode} ${rate.from}`}>
            From <UtcTime at={rate.from} precision="second" />:{" "}
            <Money
              micros={rate.microsPerUnitHour}
              currency={rate.currency}
              precision="trimmed"
              className="font-medium"
            />{" "}
            per {PRICED_UNITS[rate.kind].name} instead of{" "}
            <Money micros={rate.beforeMicrosPerUnitHour} currency={rate.currency} precision="trimmed" />
            {rate.kind === "storage" ? ", for its data while it is stopped" : ""}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
