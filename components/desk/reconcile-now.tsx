"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";

interface ReconcileNowProps {
  isUnderWay: boolean;
  reconcile: (input: Record<string, never>) => Promise<ActionResult<void>>;
}

/** It moves no money and can be asked at any time, so there is no question before it. */
export function ReconcileNow({ isUnderWay, reconcile }: ReconcileNowProps) {
  const router = useRouter();
  const [pending, setPending] = useState(false);
  async function ask() {
    setPending(true);
    try {
      const result = await reconcile({});
      if (result.ok) toast.success("The worker has begun");
      else toast.error(result.error.message);
      router.refresh();
    } catch {
      toast.error("The request did not get through. Try again.");
    } finally {
      setPending(false);
    }
  }
  return (
    <Button variant="primary" pending={pending || isUnderWay} onClick={ask}>
      {isUnderWay ? "Reconciling" : "Reconcile now"}
    </Button>
  );
}
