import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function InstancesLoading() {
  return (
    <PageBody>
      <PageHeader title="Instances" description="What you rent now and have rented." />
      <TableSkeleton columns={7} rows={6} />
    </PageBody>
  );
}
