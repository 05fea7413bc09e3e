"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";
import { withStepUp } from "./step-up";

interface RemoveFactorButtonProps {
  /** Names it: `authenticator app`, or the passkey. */
  what: string;
  passkeyId: string | null;
  submit: (input: { passkeyId: string | null }) => Promise<ActionResult<void>>;
}

export function RemoveFactorButton({ what, passkeyId, submit }: RemoveFactorButtonProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger-outline" size={passkeyId ? "sm" : "md"} aria-label={`Remove ${what}`}>
          Remove
        </Button>
      }
      title="Remove this second factor?"
      description="It proves nothing from then on. Without any factor left, your recovery codes go too."
      object={what}
      confirmLabel="Remove"
      onConfirm={async () => {
        const result = await withStepUp(() => submit({ passkeyId }));
        if (!result.ok) return result.error.message;
        toast.success(`Removed ${what}`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
