import { cn } from "@/components/ui/cn";

/** How much of a month's amount is spent, in words and as a bar that is full at 100 %. */
export function SpentBar({ bps, label }: { bps: number; label: string }) {
  const percent = bps / 100;
  return (
    <span className="flex min-w-24 items-center justify-end gap-2">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.min(100, Math.floor(percent))}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${percent.toFixed(1)} %`}
        className="h-1.5 w-16 shrink-0 overflow-hidden rounded-full bg-muted"
      >
        <span
          className={cn(
            "block h-full rounded-full",
            percent >= 100 ? "bg-danger" : percent >= 80 ? "bg-warning" : "bg-primary",
          )}
          style={{ width: `${Math.min(100, percent)}%` }}
        />
      </span>
      <span className="tabular whitespace-nowrap">{percent.toFixed(1)} %</span>
    </span>
  );
}
