import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function CatalogueLoading() {
  return (
    <PageBody>
      <PageHeader title="Catalogue" description="Stock is what can start this moment on one host." />
      <TableSkeleton columns={9} rows={8} />
    </PageBody>
  );
}
