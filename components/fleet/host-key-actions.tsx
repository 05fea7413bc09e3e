"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { FormError } from "@/components/ui/field";
import type { MintedToken } from "@/lib/fleet/insert-enrolment-token";
import type { OwnHostInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { EnrolmentSteps } from "./enrolment-steps";
import { useMinting } from "./use-minting";

type HostKeyActionsProps = {
  hostId: string;
  hostName: string;
  /** The platform's address, as the host will call it. */
  origin: string;
  isLocked: boolean;
  isAsked: boolean;
  onAskKey: (input: OwnHostInput) => Promise<ActionResult<void>>;
  onMint: (input: OwnHostInput) => Promise<ActionResult<MintedToken>>;
};

export function HostKeyActions({ isLocked, isAsked, ...host }: HostKeyActionsProps) {
  return (
    <>
      {isLocked || isAsked ? null : <ReplaceKeyButton {...host} />}
      <ReEnrolDialog {...host} isLocked={isLocked} />
    </>
  );
}

type HostProps = Omit<HostKeyActionsProps, "isLocked" | "isAsked">;

function ReplaceKeyButton({ hostId, hostName, onAskKey }: HostProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Replace key</Button>}
      title="Replace this host's key?"
      description="Its agent makes another with its next heartbeat. The one before is refused from the first message that the new one signs; instances are not touched."
      object={hostName}
      confirmLabel="Replace key"
      tone="primary"
      onConfirm={async () => {
        const result = await onAskKey({ hostId });
        if (!result.ok) return result.error.message;
        toast.success(`Asked ${hostName} for another key`);
        router.refresh();
        return undefined;
      }}
    />
  );
}

function ReEnrolDialog({ hostId, hostName, origin, onMint, isLocked }: HostProps & { isLocked: boolean }) {
  const { form, minted, mint, changeOpen } = useMinting();

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant={isLocked ? "primary" : undefined}>
          Enrol again
        </Button>
      </DialogTrigger>
      <DialogContent
        size={minted ? "lg" : "md"}
        title={`Enrol ${hostName} again`}
        description="It stays the same host, with its leases and its history, and gets another key."
        onInteractOutside={(event) => minted && event.preventDefault()}
      >
        {minted ? (
          <EnrolmentSteps minted={minted} origin={origin} isAgain />
        ) : (
          <form
            onSubmit={async (event) => {
              event.preventDefault();
              await mint(() => onMint({ hostId }));
            }}
          >
            <p className="text-muted-foreground">
              Do this on the machine that is to be {hostName}, with its agent stopped. Whatever else holds the present
              key is refused once the token is used.
            </p>
            <FormError>{form.message}</FormError>
            <DialogSubmit pending={form.pending}>Make a token</DialogSubmit>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
