import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function ContractsLoading() {
  return (
    <PageBody>
      <PageHeader title="Contracts" description="What you agreed with the platform." />
      <TableSkeleton columns={6} rows={3} />
      <TableSkeleton columns={6} rows={6} />
    </PageBody>
  );
}
