"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { withStepUp } from "@/components/identity/step-up";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";

interface RowActionProps {
  label: string;
  /** Names the row, for screen readers. */
  of: string;
  question: string;
  consequence: string;
  stakes?: { label: string; value: React.ReactNode }[];
  send: () => Promise<ActionResult<unknown>>;
}

/** Ends or takes back what one row of terms says, after a question. */
export function RowAction({ label, of, question, consequence, stakes = [], send }: RowActionProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`${label} ${of}`}>
          {label}
        </Button>
      }
      title={question}
      description={consequence}
      object={of}
      stakes={stakes}
      confirmLabel={label}
      onConfirm={async () => {
        const result = await withStepUp(send);
        if (!result.ok)
          return (
            Object.values(result.error.fields ?? {})
              .flat()
              .join(" ") || result.error.message
          );
        toast.success(`${label}: ${of}`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
