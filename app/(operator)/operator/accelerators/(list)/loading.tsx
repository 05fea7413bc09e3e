import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function InventoryLoading() {
  return (
    <PageBody>
      <PageHeader
        title="Inventory"
        description="Every accelerator of yours, each with its passport; missing ones stay listed."
      />
      <TableSkeleton columns={6} rows={6} />
    </PageBody>
  );
}
