import { Skeleton } from "@/components/ui/skeleton";

const WIDTHS = ["w-3/4", "w-1/2", "w-2/3", "w-2/5", "w-3/5"];

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

type TableSkeletonProps = { columns?: number; rows?: number };

/** Stands where a DataTable will, at the same heights, so that nothing jumps when it comes. */
export function TableSkeleton({ columns = 5, rows = 8 }: TableSkeletonProps) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-2">
        <Skeleton className="h-8 w-full sm:w-64" />
        <Skeleton className="h-8 w-40 max-sm:hidden" />
      </div>
      <div className="overflow-hidden rounded-lg border bg-card">
        {names("row", rows + 1).map((rowName, row) => (
          <div
            key={rowName}
            className="grid h-9 items-center gap-6 border-b px-4 last:border-b-0"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {names("column", columns).map((name, column) => (
              <Skeleton key={name} className={`h-3 ${row === 0 ? "w-1/3" : WIDTHS[(row + column) % WIDTHS.length]}`} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
