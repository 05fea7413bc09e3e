import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function OverviewLoading() {
  return (
    <PageBody>
      <PageHeader title="Overview" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-20 w-full" />
      <TableSkeleton columns={3} rows={3} />
    </PageBody>
  );
}
