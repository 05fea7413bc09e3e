import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";

/** Above every page of somebody who moves others' money or machines and has no second factor. */
export function FactorNotice() {
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ShieldAlert aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1">
        Your role needs a second factor: without one, payouts, keys and members can&apos;t be changed by you.
      </p>
      <Button asChild size="sm">
        <Link href="/settings/security">Set it up</Link>
      </Button>
    </div>
  );
}
