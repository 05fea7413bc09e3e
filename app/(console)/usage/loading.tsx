import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function UsageLoading() {
  return (
    <PageBody>
      <PageHeader
        title="Usage"
        description="What was billed, from the same segments as your balance. Days are UTC days."
      />
      <Skeleton className="h-9 w-64" />
      <Skeleton className="h-64 rounded-lg" />
      <TableSkeleton columns={5} rows={5} />
    </PageBody>
  );
}
