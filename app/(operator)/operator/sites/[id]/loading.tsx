import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PageBody, Section } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function SiteLoading() {
  return (
    <PageBody>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-48" />
        <Skeleton className="h-4 w-40" />
      </div>
      <Skeleton className="h-20 w-full" />
      <Section title="Hosts">
        <TableSkeleton columns={5} rows={3} />
      </Section>
      <Section title="Offers">
        <TableSkeleton columns={6} rows={4} />
      </Section>
    </PageBody>
  );
}
