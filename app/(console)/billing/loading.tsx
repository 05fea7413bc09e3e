import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { StatSkeleton } from "@/components/leases/stat-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

export default function BillingLoading() {
  return (
    <PageBody>
      <PageHeader title="Billing" description="Your prepaid balance, and every movement of it." />
      <StatSkeleton />
      <Skeleton className="h-32 rounded-lg" />
      <TableSkeleton columns={5} rows={6} />
    </PageBody>
  );
}
