import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function SitesLoading() {
  return (
    <PageBody>
      <PageHeader
        title="Sites"
        description="The buildings where your hosts stand. A site's country is the region that prices are set for."
      />
      <TableSkeleton columns={6} rows={4} />
    </PageBody>
  );
}
