import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/leases/cards-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

export default function InstanceLoading() {
  return (
    <PageBody>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="h-4 w-72" />
      </div>
      <CardsSkeleton heights={["h-52", "h-52", "h-64", "h-64"]} />
      <TableSkeleton columns={6} rows={3} />
    </PageBody>
  );
}
