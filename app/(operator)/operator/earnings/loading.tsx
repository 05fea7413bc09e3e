import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function EarningsLoading() {
  return (
    <PageBody>
      <PageHeader
        title="Earnings"
        description="Your wholesale rate for each second that instances ran. Days are UTC days."
      />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-72 w-full" />
      <TableSkeleton columns={7} rows={6} />
    </PageBody>
  );
}
