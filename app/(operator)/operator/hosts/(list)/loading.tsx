import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function HostsLoading() {
  return (
    <PageBody>
      <PageHeader title="Hosts" description="Your machines, as their agents report them." />
      <TableSkeleton columns={6} rows={6} />
    </PageBody>
  );
}
