import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

/** Stands where a page of one's settings will: its title, and cards one below the other. */
export function SettingsSkeleton({ title, heights }: { title: string; heights: readonly string[] }) {
  return (
    <PageBody>
      <PageHeader title={title} />
      <div role="status" aria-label="Loading" className="flex flex-col gap-6">
        {heights.map((height, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
          <Skeleton key={index} className={`rounded-lg ${height}`} />
        ))}
      </div>
    </PageBody>
  );
}
