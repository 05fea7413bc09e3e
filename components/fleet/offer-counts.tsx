import { Money } from "@/components/layout/money";
import { CheckboxField } from "@/components/ui/checkbox";
import { parseMoney } from "@/lib/core/money";

type OfferCountsProps = {
  skus: { id: string; code: string; count: number }[];
  chosen: string[];
  price: string;
  currency: string;
  /** Accelerators of this model in the largest host of the site; null where it has none. */
  largestHost: number | null;
  error?: string[] | undefined;
  onToggle: (skuId: string) => void;
};

/** Which counts are offered, and what each earns by the hour at the price typed. */
export function OfferCounts({ skus, chosen, price, currency, largestHost, error, onToggle }: OfferCountsProps) {
  const perHour = parseMoney(price);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">Accelerators per instance</legend>
      <div className="grid gap-x-4 gap-y-2 rounded-md border px-3 py-2.5 sm:grid-cols-2">
        {skus.map((sku) => (
          <CheckboxField
            key={sku.id}
            checked={chosen.includes(sku.id)}
            onCheckedChange={() => onToggle(sku.id)}
            label={
              <span className="flex items-baseline gap-2">
                <span className="tabular">{sku.count}</span>
                <span className="font-mono text-muted-foreground text-xs">{sku.code}</span>
              </span>
            }
            hint={
              perHour && perHour > 0n ? (
                <Money micros={perHour * BigInt(sku.count)} currency={currency} precision="trimmed" suffix="/h" />
              ) : undefined
            }
          />
        ))}
      </div>
      {error ? (
        <p role="alert" className="text-danger text-xs">
          {error.join(" ")}
        </p>
      ) : null}
      <p className="text-muted-foreground text-xs">
        {largestHost === null
          ? "No host of this site has this model yet: the offer stays without stock until one is enrolled."
          : `The largest host here has ${largestHost}; an instance never spans hosts.`}
      </p>
    </fieldset>
  );
}
