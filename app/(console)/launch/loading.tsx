import { PageBody, PageHeader } from "@/components/layout/page-header";
import { CardsSkeleton } from "@/components/leases/cards-skeleton";

export default function LaunchLoading() {
  return (
    <PageBody>
      <PageHeader title="Launch" description="The meter starts when SSH answers." />
      <CardsSkeleton heights={["h-96", "h-96"]} />
    </PageBody>
  );
}
