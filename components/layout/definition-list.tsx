import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type Item = { label: string; value: ReactNode; hint?: ReactNode };
const layouts = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" };

/** One column reads as label left, value right; more columns stack the label above its value. */
export function DefinitionList({ items, columns = 1 }: { items: readonly Item[]; columns?: 1 | 2 | 3 }) {
  const stacked = columns > 1;
  return (
    <dl className={cn(stacked ? "grid gap-x-6 gap-y-4" : "divide-y", layouts[columns])}>
      {items.map((item) => (
        <div
          key={item.label}
          className={cn("min-w-0", !stacked && "flex items-baseline justify-between gap-6 py-2 first:pt-0 last:pb-0")}
        >
          <dt className={cn("shrink-0 text-muted-foreground", stacked && "text-xs")}>{item.label}</dt>
          <dd className={cn("tabular min-w-0 break-words", !stacked && "text-right")}>
            {item.value}
            {item.hint ? <span className="block text-muted-foreground text-xs">{item.hint}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
