import { Skeleton } from "@/components/ui/skeleton";

/** Stands where cards will, two abreast. */
export function CardsSkeleton({ heights }: { heights: readonly string[] }) {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4 lg:grid-cols-2">
      {heights.map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <Skeleton key={index} className={`rounded-lg ${height}`} />
      ))}
    </div>
  );
}
