"use client";

import { useRouter } from "next/navigation";
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

interface ChangePasswordDialogProps {
  submit: (input: { password?: string; newPassword: string }) => Promise<ActionResult<void>>;
  hasPassword: boolean;
}

export function ChangePasswordDialog({ submit, hasPassword }: ChangePasswordDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const label = hasPassword ? "Change password" : "Choose a password";

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const newPassword = String(data.get("newPassword"));
    const old = hasPassword ? { password: String(data.get("password")) } : {};
    const sent = await form.send(async () => {
      const result = await submit({ ...old, newPassword });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    form.setOpen(false);
    toast.success("Password changed; every other session has ended");
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>{label}</Button>
      </DialogTrigger>
      <DialogContent title={label} description="Every session but this one ends.">
        <form onSubmit={send} noValidate className="flex flex-col gap-4">
          {hasPassword ? <PasswordField label="Present password" error={form.fields.password} /> : null}
          <Field
            label="New password"
            hint="12 characters or more; a few words together do well."
            error={form.fields.newPassword}
            required
          >
            <Input name="newPassword" type="password" autoComplete="new-password" />
          </Field>
          <FormError>{form.message}</FormError>
          <DialogSubmit pending={form.pending}>{label}</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
