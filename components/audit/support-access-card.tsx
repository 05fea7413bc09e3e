"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Wire } from "@/components/wire";
import type { SupportVisit } from "@/lib/identity/impersonation/visit-queries";
import type { ActionResult } from "@/lib/web/action-result";

interface SupportAccessCardProps {
  isAllowed: boolean;
  visits: Wire<SupportVisit>[];
  /** Absent for those who may look but not decide. */
  set?: (input: { isAllowed: boolean }) => Promise<ActionResult<void>>;
}

/** Whether the platform's support may look in, and when it did. */
export function SupportAccessCard({ isAllowed, visits, set }: SupportAccessCardProps) {
  const router = useRouter();
  const form = useDialogForm();

  async function change() {
    if (!set) return;
    const done = await form.send(async () => {
      const result = await set({ isAllowed: !isAllowed });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!done) return;
    toast.success(isAllowed ? "Support may not look in any more" : "Support may look in");
    router.refresh();
  }

  return (
    <Card>
      <CardHeader
        title="Support visits"
        description="For a stated reason and an hour at most, the platform's staff may see your pages as you do. Owners are mailed each time."
        actions={
          <>
            <StatusBadge label={isAllowed ? "allowed" : "switched off"} tone={isAllowed ? "success" : "neutral"} />
            {set ? (
              <Button size="sm" pending={form.pending} onClick={change}>
                {isAllowed ? "Switch off" : "Allow"}
              </Button>
            ) : null}
          </>
        }
      />
      <CardContent className="flex flex-col gap-3">
        <FormError>{form.message}</FormError>
        {visits.length === 0 ? <p className="text-muted-foreground">Nobody has looked in so far.</p> : null}
        <ul className="divide-y">
          {visits.map((visit) => (
            <li key={visit.id} className="py-2 first:pt-0 last:pb-0">
              <div className="flex flex-wrap items-baseline justify-between gap-x-6">
                <span className="break-all font-medium">{visit.staffEmail}</span>
                <span className="text-muted-foreground text-xs">
                  <UtcTime at={visit.startedAt} />
                  {visit.endedAt === null ? (
                    <>
                      , ends <RelativeTime at={visit.endsAt} />
                    </>
                  ) : null}
                </span>
              </div>
              <p className="break-words text-muted-foreground">
                {visit.isReadOnly ? "Looked" : "Could change things"}
                {visit.isLegal ? ", because the law asked for it" : ""}: {visit.reason}
              </p>
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
