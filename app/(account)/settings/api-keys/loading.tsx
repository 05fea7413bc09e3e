import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function Loading() {
  return (
    <PageBody>
      <PageHeader title="API keys" />
      <TableSkeleton columns={7} rows={3} />
    </PageBody>
  );
}
