import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-12 px-4 pt-24 sm:px-6">
      <div className="flex flex-col gap-4">
        <Skeleton className="h-12 w-full max-w-3xl" />
        <Skeleton className="h-12 w-2/3" />
        <Skeleton className="h-5 w-full max-w-xl" />
      </div>
      <TableSkeleton columns={6} />
    </div>
  );
}
