"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";

interface PlanNowProps {
  plan: (input: Record<string, never>) => Promise<ActionResult<{ planned: number; sent: number }>>;
}

export function PlanNow({ plan }: PlanNowProps) {
  const router = useRouter();
  async function confirm(): Promise<string | undefined> {
    const result = await plan({});
    router.refresh();
    if (!result.ok) return result.error.message;
    toast.success(`${result.data.planned} planned, ${result.data.sent} sent`);
    return undefined;
  }
  return (
    <ConfirmDialog
      trigger={<Button>Plan what is due</Button>}
      title="Plan and send now?"
      description="The worker does this by itself every few minutes. Each operator is paid for a week once."
      object="The last week that is over and closed"
      confirmLabel="Plan what is due"
      tone="primary"
      onConfirm={confirm}
    />
  );
}
