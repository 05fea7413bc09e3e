"use client";

import type { FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { PasswordField } from "./password-field";

interface ChangeEmailDialogProps {
  submit: (input: { newEmail: string; password?: string }) => Promise<ActionResult<void>>;
  asksPassword: boolean;
}

export function ChangeEmailDialog({ submit, asksPassword }: ChangeEmailDialogProps) {
  const form = useDialogForm();

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const newEmail = String(data.get("newEmail"));
    const password = asksPassword ? { password: String(data.get("password")) } : {};
    const sent = await form.send(async () => {
      const result = await submit({ newEmail, ...password });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    form.setOpen(false);
    toast.success("Follow the link that was mailed to the new address");
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>Change address</Button>
      </DialogTrigger>
      <DialogContent
        title="Change address"
        description="A link goes to the new address. Once it is followed, the old one is told and can take it back for three days."
      >
        <form onSubmit={send} noValidate className="flex flex-col gap-4">
          <Field label="New e-mail address" error={form.fields.newEmail} required>
            <Input name="newEmail" type="email" autoComplete="email" inputMode="email" spellCheck={false} />
          </Field>
          {asksPassword ? <PasswordField error={form.fields.password} /> : null}
          <FormError>{form.message}</FormError>
          <DialogSubmit pending={form.pending}>Mail the link</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
