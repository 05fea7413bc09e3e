"use client";

import Link from "next/link";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import { missingMicros } from "@/lib/core/ledger/funds";
import { BOUND_SECONDS } from "@/lib/core/ledger/holds";
import type { Currency } from "@/lib/core/money";
import { priceMicros } from "@/lib/core/rating/amount";
import { chargedHoldMicros, chargedMicros, type PresentCharge } from "@/lib/core/rating/present-charge";
import { formatRateE9 } from "@/lib/core/rating/terms-input";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { ListPrice } from "./list-price";
import { QUOTE_PERIODS, type StockOffer, skuMicrosPerHour } from "./stock-offer";
import { StoragePrice } from "./storage-price";

type PriceBeforeLaunchProps = {
  offer: StockOffer;
  balance: Wire<BalanceSummary>;
  charge: Wire<PresentCharge>;
  diskGib: number;
  /** Per GiB-hour; null where storage is free. */
  storageMicros: string | null;
};

/** What the customer would pay, in their currency and with tax; the price itself stays in the offer's currency. */
export function PriceBeforeLaunch(props: PriceBeforeLaunchProps) {
  const { offer, balance, charge: wired, diskGib, storageMicros } = props;
  const charge = readCharge(wired);
  const { currency } = charge;
  const rate = skuMicrosPerHour(offer);
  const hold = chargedHoldMicros(charge, rate, offer.currency);
  if (hold === null) return <NoConversion offer={offer} currency={currency} />;
  const funds = {
    balanceMicros: BigInt(balance.balanceMicros),
    owedMicros: BigInt(balance.owedMicros),
    promoMicros: BigInt(balance.promoMicros),
    creditLimitMicros: BigInt(balance.creditLimitMicros),
    accruedMicros: BigInt(balance.accruedMicros),
    heldMicros: BigInt(balance.heldMicros),
  };
  const missing = missingMicros(funds, hold);
  const payable = (seconds: bigint) => chargedMicros(charge, priceMicros(rate, seconds), offer.currency) ?? 0n;
  return (
    <div className="flex flex-col gap-4">
      <DefinitionList
        items={[
          {
            label: "Per accelerator-hour",
            value: (
              <>
                <Money micros={offer.retailMicrosPerHour} currency={offer.currency} precision="trimmed" />
                <ListPrice offer={offer} />
              </>
            ),
          },
          ...chargeItems(charge, offer.currency),
          ...QUOTE_PERIODS.map(({ label, seconds }) => ({
            label,
            value: (
              <Money
                micros={payable(seconds)}
                currency={currency}
                precision={label === "1 hour" ? "trimmed" : "cents"}
                className="font-medium"
              />
            ),
          })),
          {
            label: "While stopped",
            value: (
              <StoragePrice
                microsPerHour={storageMicros === null ? null : BigInt(storageMicros) * BigInt(diskGib)}
                currency={offer.currency}
              />
            ),
            hint: `${diskGib} GiB of storage`,
          },
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
      {offer.announced ? <Announced {...offer.announced} currency={offer.currency} /> : null}
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

function readCharge({ conversions, ...charge }: Wire<PresentCharge>): PresentCharge {
  return { ...charge, conversions: conversions.map(({ base, rateE9 }) => ({ base, rateE9: BigInt(rateE9) })) };
}

/** What lies between the price and the amounts below it. */
function chargeItems(charge: PresentCharge, currency: Currency) {
  const rate = charge.conversions.find((one) => one.base === currency);
  const converted = currency !== charge.currency && rate;
  const taxed = charge.taxBps > 0 || charge.isReverseCharge;
  return [
    ...(converted
      ? [
          {
            label: `${currency} in ${charge.currency}`,
            value: <span className="tabular">{formatRateE9(rate.rateE9)}</span>,
            hint: "Today's rate; each hour is converted at its own",
          },
        ]
      : []),
    ...(taxed
      ? [
          {
            label: `${charge.taxName}, ${charge.jurisdiction}`,
            value: charge.isReverseCharge ? "reverse charge" : `${charge.taxBps / 100}%`,
            hint: charge.isReverseCharge ? "You account for the tax" : "Included below",
          },
        ]
      : []),
  ];
}

function NoConversion({ offer, currency }: { offer: StockOffer; currency: Currency }) {
  return (
    <Alert tone="warning" title={`No conversion from ${offer.currency} to ${currency}`}>
      This site sells in {offer.currency} and you pay in {currency}. Choose another site, or try again once the platform
      has set a rate.
    </Alert>
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
