"use client";

import Link from "next/link";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import { HOLD_POLICY, holdMicros, missingMicros } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { ListPrice } from "./list-price";
import { QUOTE_PERIODS, type StockOffer, skuMicrosPerHour } from "./stock-offer";

type PriceBeforeLaunchProps = { offer: StockOffer; balance: Wire<BalanceSummary> };

export function PriceBeforeLaunch({ offer, balance }: PriceBeforeLaunchProps) {
  const { currency } = offer;
  const rate = skuMicrosPerHour(offer);
  // What is set aside is of the balance, so in its currency.
  const hold = holdMicros(BigInt(offer.payMicrosPerHour ?? offer.retailMicrosPerHour) * BigInt(offer.acceleratorCount));
  const funds = {
    balanceMicros: BigInt(balance.balanceMicros),
    accruedMicros: BigInt(balance.accruedMicros),
    heldMicros: BigInt(balance.heldMicros),
  };
  const missing = missingMicros(funds, hold);
  const holdSeconds = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds + HOLD_POLICY.silenceSeconds;
  return (
    <div className="flex flex-col gap-4">
      <DefinitionList
        items={[
          {
            label: "Per accelerator-hour",
            value: (
              <>
                <Money micros={offer.retailMicrosPerHour} currency={currency} precision="trimmed" />
                <ListPrice offer={offer} />
              </>
            ),
          },
          ...QUOTE_PERIODS.map(({ label, seconds }) => ({
            label,
            value: (
              <Money
                micros={priceMicros(rate, seconds)}
                currency={currency}
                precision={label === "1 hour" ? "trimmed" : "cents"}
                className="font-medium"
              />
            ),
          })),
          {
            label: "Set aside while it runs",
            value: <Money micros={hold} currency={offer.payCurrency} precision="trimmed" />,
            hint: `${holdSeconds} s of use, freed at the end`,
          },
          {
            label: "Available to you now",
            value: <Money micros={balance.availableMicros} currency={balance.currency} />,
            hint: "Balance less accrued and held",
          },
        ]}
      />
      {offer.announced ? <Announced {...offer.announced} currency={currency} /> : null}
      {missing > 0n ? (
        <Alert
          tone="warning"
          title={
            <>
              <Money micros={missing} currency={offer.payCurrency} precision="trimmed" /> is missing
            </>
          }
        >
          A launch sets money aside so that an instance does not outrun the balance.{" "}
          <Link href="/billing" className="underline">
            How to credit the balance
          </Link>
        </Alert>
      ) : null}
    </div>
  );
}

function Announced({
  from,
  retailMicrosPerHour,
  currency,
}: {
  from: string;
  retailMicrosPerHour: string;
  currency: string;
}) {
  return (
    <Alert tone="info" title="The price changes while it runs">
      From <UtcTime at={from} />{" "}
      <Money micros={retailMicrosPerHour} currency={currency} precision="trimmed" className="font-medium" /> per
      accelerator-hour, for running instances too.
    </Alert>
  );
}
