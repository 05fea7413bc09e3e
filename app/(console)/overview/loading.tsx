import { PageBody, PageHeader } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/leases/cards-skeleton";
import { StatSkeleton } from "@/components/leases/stat-skeleton";

export default function OverviewLoading() {
  return (
    <PageBody>
      <PageHeader title="Overview" />
      <StatSkeleton />
      <CardsSkeleton heights={["h-72", "h-72"]} />
    </PageBody>
  );
}
