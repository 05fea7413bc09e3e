import { PageBody } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function TopUpLoading() {
  return (
    <PageBody>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="h-4 w-56" />
      </div>
      <Skeleton className="h-14 rounded-md" />
      <Skeleton className="h-52 rounded-lg" />
    </PageBody>
  );
}
