"use client";

import Link from "next/link";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import { HOLD_POLICY, holdMicros, missingMicros } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { QUOTE_PERIODS, type StockOffer, skuMicrosPerHour } from "./stock-offer";
import { StoragePrice } from "./storage-price";

type PriceBeforeLaunchProps = {
  offer: StockOffer;
  balance: Wire<BalanceSummary>;
  diskGib: number;
  /** Per GiB-hour; null where storage is free. */
  storageMicros: string | null;
};

export function PriceBeforeLaunch({ offer, balance, diskGib, storageMicros }: PriceBeforeLaunchProps) {
  const { currency } = offer;
  const rate = skuMicrosPerHour(offer);
  const hold = holdMicros(rate);
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
            label: "While stopped",
            value: (
              <StoragePrice
                microsPerHour={storageMicros === null ? null : BigInt(storageMicros) * BigInt(diskGib)}
                currency={currency}
              />
            ),
            hint: `${diskGib} GiB of storage`,
          },
          {
            label: "Set aside while it runs",
            value: <Money micros={hold} currency={currency} precision="trimmed" />,
            hint: `${holdSeconds} s of use, freed at the end`,
          },
          {
            label: "Available to you now",
            value: <Money micros={balance.availableMicros} currency={balance.currency} />,
            hint: "Balance less accrued and held",
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
