import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function MaintenanceLoading() {
  return (
    <PageBody>
      <PageHeader title="Maintenance" description="When your hosts are worked on, and whom it touches." />
      <TableSkeleton columns={8} rows={4} />
    </PageBody>
  );
}
