"use client";

import Link from "next/link";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import { missingMicros } from "@/lib/core/ledger/funds";
import { BOUND_SECONDS, holdMicros } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { QUOTE_PERIODS, type StockOffer, skuMicrosPerHour } from "./stock-offer";

type PriceBeforeLaunchProps = { offer: StockOffer; balance: Wire<BalanceSummary> };

export function PriceBeforeLaunch({ offer, balance }: PriceBeforeLaunchProps) {
  const { currency } = offer;
  const rate = skuMicrosPerHour(offer);
  const hold = holdMicros(rate);
  const funds = {
    balanceMicros: BigInt(balance.balanceMicros),
    owedMicros: BigInt(balance.owedMicros),
    promoMicros: BigInt(balance.promoMicros),
    creditLimitMicros: BigInt(balance.creditLimitMicros),
    accruedMicros: BigInt(balance.accruedMicros),
    heldMicros: BigInt(balance.heldMicros),
  };
  const missing = missingMicros(funds, hold);
  return (
    <div className="flex flex-col gap-4">
      <DefinitionList
        items={[
          {
            label: "Per accelerator-hour",
            value: <Money micros={offer.retailMicrosPerHour} currency={currency} precision="trimmed" />,
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
            value: <Money micros={hold} currency={currency} precision="trimmed" />,
            hint: `${BOUND_SECONDS} s of use, freed at the end`,
          },
          {
            label: "Available to you now",
            value: <Money micros={balance.availableMicros} currency={balance.currency} />,
            hint: "Balance, promotional money and credit, less accrued and held",
          },
        ]}
      />
      {missing > 0n ? (
        <Alert
          tone="warning"
          title={
            <>
              <Money micros={missing} currency={currency} precision="trimmed" /> is missing
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
