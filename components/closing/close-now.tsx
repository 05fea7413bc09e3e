"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { BooksClosed } from "@/lib/billing/close-books";
import { formatMonth } from "@/lib/core/billing/month";
import type { ActionResult } from "@/lib/web/action-result";

interface CloseNowProps {
  dueMonth: string | null;
  close: (input: Record<string, never>) => Promise<ActionResult<BooksClosed>>;
}

const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;

export function CloseNow({ dueMonth, close }: CloseNowProps) {
  const router = useRouter();
  async function confirm(): Promise<string | undefined> {
    const result = await close({});
    router.refresh();
    if (!result.ok) return result.error.message;
    const { hours, days, issued } = result.data;
    toast.success(`Closed ${count(hours, "hour")} and ${count(days, "day")}, issued ${count(issued, "statement")}`);
    return undefined;
  }
  return (
    <ConfirmDialog
      trigger={<Button variant={dueMonth ? "primary" : "secondary"}>Close what is due</Button>}
      title={dueMonth ? `Close ${formatMonth(dueMonth)} now?` : "Close hours and days now?"}
      description="The worker does this by itself every minute. What is closed stays closed: later facts are in the next period, and statements are not issued again."
      object={dueMonth ? `Statements of ${formatMonth(dueMonth)}` : "Hours and days that are over"}
      confirmLabel="Close what is due"
      tone="primary"
      onConfirm={confirm}
    />
  );
}
