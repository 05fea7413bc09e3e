import Link from "next/link";
import { EmptyState } from "@/components/layout/empty-state";
import { Button } from "@/components/ui/button";

export default function ConsoleNotFound() {
  return (
    <EmptyState
      isPage
      icon="search"
      title="There is no such page"
      description="The address may be mistyped, or what was here belongs to another organization."
      action={
        <Button asChild>
          <Link href="/overview">Go to the overview</Link>
        </Button>
      }
    />
  );
}
