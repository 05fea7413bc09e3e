import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, PageHeader } from "@/components/layout/page-header";

export default function SshKeysLoading() {
  return (
    <PageBody>
      <PageHeader title="SSH keys" />
      <TableSkeleton columns={5} rows={3} />
    </PageBody>
  );
}
