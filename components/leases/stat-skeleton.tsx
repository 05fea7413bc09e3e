import { Stat, StatGrid } from "@/components/layout/stat";
import { Skeleton } from "@/components/ui/skeleton";

const PLACES = ["a", "b", "c", "d"];

export function StatSkeleton() {
  return (
    <StatGrid>
      {PLACES.map((place) => (
        <Stat
          key={place}
          label={<Skeleton className="h-3 w-20" />}
          value={<Skeleton className="h-6 w-24" />}
          hint={<Skeleton className="h-3 w-28" />}
        />
      ))}
    </StatGrid>
  );
}
