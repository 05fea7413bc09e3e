import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, Section } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function HostLoading() {
  return (
    <PageBody>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-56" />
        <Skeleton className="h-4 w-72" />
      </div>
      <Skeleton className="h-40 w-full" />
      <Section title="Accelerators">
        <TableSkeleton columns={8} rows={8} />
      </Section>
    </PageBody>
  );
}
