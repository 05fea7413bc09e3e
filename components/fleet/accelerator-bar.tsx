import { cn } from "@/components/ui/cn";
import {
  ACCELERATOR_STATES,
  type AcceleratorCounts,
  type AcceleratorState,
  totalOf,
} from "@/lib/core/fleet/accelerator-states";

const fills: Record<AcceleratorState, string> = {
  leased: "bg-primary",
  free: "bg-success",
  unavailable: "bg-warning",
  offline: "bg-danger",
};

/** Counts by state as a bar and in words; `6 leased, 2 free`. */
export function AcceleratorBar({ counts, className }: { counts: AcceleratorCounts; className?: string }) {
  const total = totalOf(counts);
  const present = ACCELERATOR_STATES.filter((state) => counts[state] > 0);
  if (total === 0) return <span className="text-muted-foreground">none</span>;
  return (
    <span className={cn("flex min-w-32 flex-col gap-1", className)}>
      <span aria-hidden className="flex h-1.5 w-full gap-px overflow-hidden rounded-full bg-muted">
        {present.map((state) => (
          <span key={state} className={fills[state]} style={{ width: `${(counts[state] * 100) / total}%` }} />
        ))}
      </span>
      <span className="tabular text-muted-foreground text-xs">
        {present.map((state) => `${counts[state]} ${state}`).join(", ")}
      </span>
    </span>
  );
}
