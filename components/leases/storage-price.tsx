import { Money } from "@/components/layout/money";
import { priceMicros } from "@/lib/core/rating/amount";

const SECONDS_PER_DAY = 86_400n;

type StoragePriceProps = {
  /** Of the whole disk; null where it is free. */ microsPerHour: string | bigint | null;
  currency: string;
};

/** What a stopped instance costs by the day. */
export function StoragePrice({ microsPerHour, currency }: StoragePriceProps) {
  if (microsPerHour === null || BigInt(microsPerHour) === 0n) return <>no charge</>;
  const perDay = priceMicros(BigInt(microsPerHour), SECONDS_PER_DAY);
  return <Money micros={perDay} currency={currency} precision="trimmed" suffix=" per day" />;
}
