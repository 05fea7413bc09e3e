"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { PasswordField } from "./password-field";

interface UnlinkProviderDialogProps {
  identityId: string;
  what: string;
  asksPassword: boolean;
  submit: (input: { identityId: string; password?: string }) => Promise<ActionResult<void>>;
}

export function UnlinkProviderDialog({ identityId, what, asksPassword, submit }: UnlinkProviderDialogProps) {
  const router = useRouter();
  const form = useDialogForm();

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    const sent = await form.send(async () => {
      const result = await submit({ identityId, ...(asksPassword ? { password } : {}) });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    form.setOpen(false);
    toast.success(`Unlinked ${what}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Unlink ${what}`}>
          Unlink
        </Button>
      </DialogTrigger>
      <DialogContent title={`Unlink ${what}`} description="It no longer signs in for you.">
        <form onSubmit={send} noValidate className="flex flex-col gap-4">
          {asksPassword ? <PasswordField error={form.fields.password} /> : null}
          <FormError>{form.message}</FormError>
          <DialogSubmit variant="danger" pending={form.pending}>
            Unlink
          </DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
