import { Money } from "@/components/layout/money";
import type { StockOffer } from "./stock-offer";

type Priced = Pick<
  StockOffer,
  "retailMicrosPerHour" | "listMicrosPerHour" | "discountBps" | "currency" | "payMicrosPerHour" | "payCurrency"
>;

/** Below the customer's own price: the list price that their discount is taken off, and what it makes in the currency they pay in. */
export function ListPrice({ offer }: { offer: Priced }) {
  const isConverted = offer.payMicrosPerHour !== null && offer.payCurrency !== offer.currency;
  if (offer.discountBps === null && !isConverted) return null;
  return (
    <span className="block text-muted-foreground text-xs">
      {offer.discountBps === null ? null : (
        <span className="block whitespace-nowrap">
          list <Money micros={offer.listMicrosPerHour} currency={offer.currency} precision="trimmed" />, less{" "}
          {offer.discountBps / 100} %
        </span>
      )}
      {isConverted ? (
        <span className="block whitespace-nowrap">
          now <Money micros={offer.payMicrosPerHour!} currency={offer.payCurrency} precision="trimmed" />
        </span>
      ) : null}
    </span>
  );
}
