import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

const STATS = ["a", "b", "c", "d"];

/** A desk page before its figures: a heading, four figures where the page has them, a table. */
export function DeskSkeleton({ stats = true, columns = 6 }: { stats?: boolean; columns?: number }) {
  return (
    <PageBody>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="h-3.5 w-80 max-w-full" />
      </div>
      {stats ? (
        <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-4">
          {STATS.map((name) => (
            <div key={name} className="flex flex-col gap-2 bg-card px-4 py-3">
              <Skeleton className="h-3 w-16" />
              <Skeleton className="h-6 w-24" />
            </div>
          ))}
        </div>
      ) : null}
      <TableSkeleton columns={columns} />
    </PageBody>
  );
}
