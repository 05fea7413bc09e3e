import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function OffersLoading() {
  return (
    <PageBody>
      <PageHeader
        title="Offers"
        description="What your accelerators cost the platform, per accelerator-hour. The platform's desk sets what customers pay."
      />
      <TableSkeleton columns={7} rows={8} />
    </PageBody>
  );
}
