import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function Loading() {
  return (
    <PageBody>
      <PageHeader title="Payouts" />
      <TableSkeleton columns={5} rows={2} />
      <TableSkeleton columns={7} rows={6} />
    </PageBody>
  );
}
