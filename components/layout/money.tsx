import { cn } from "@/components/ui/cn";
import { formatMoney } from "@/lib/core/money";

type MoneyProps = {
  micros: bigint | string;
  currency: string;
  precision?: "cents" | "micros" | "trimmed";
  signed?: boolean;
  suffix?: string;
  className?: string;
};

const precisions = { cents: "minor", micros: "micros", trimmed: "trimmed" } as const;

/** To the cent, with the exact amount on hover; `trimmed` is for prices, which may be finer than a cent. */
export function Money({ micros, currency, precision = "cents", signed = false, suffix, className }: MoneyProps) {
  const amount = BigInt(micros);
  const plus = signed && amount > 0n ? "+" : "";
  return (
    <span
      title={`${formatMoney(amount, currency, { precision: "micros" })} ${currency}`}
      className={cn("tabular whitespace-nowrap", className)}
    >
      {plus}
      {formatMoney(amount, currency, { precision: precisions[precision] })}
      {suffix ? <span className="text-muted-foreground">{suffix}</span> : null}
    </span>
  );
}
