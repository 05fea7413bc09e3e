import Link from "next/link";
import { EmptyState } from "@/components/layout/empty-state";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main id="main" className="flex min-h-[70vh] items-center justify-center">
      <EmptyState
        isPage
        icon="search"
        title="There is no such page"
        description="The address may be mistyped, or what was here is gone or belongs to another organization."
        action={
          <Button asChild>
            <Link href="/">Go to the start</Link>
          </Button>
        }
      />
    </main>
  );
}
