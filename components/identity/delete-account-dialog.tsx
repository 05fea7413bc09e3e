"use client";

import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { PasswordField } from "./password-field";

interface DeleteAccountDialogProps {
  email: string;
  asksPassword: boolean;
  submit: (input: { email: string; password?: string }) => Promise<ActionResult<never>>;
}

export function DeleteAccountDialog({ email, asksPassword, submit }: DeleteAccountDialogProps) {
  const form = useDialogForm();

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const password = asksPassword ? { password: String(data.get("password")) } : {};
    await form.send(() => submit({ email: String(data.get("email")), ...password }));
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="danger-outline">Delete account</Button>
      </DialogTrigger>
      <DialogContent title="Delete your account" description="This can't be taken back.">
        <form onSubmit={send} noValidate className="flex flex-col gap-4">
          <Field label={`Type ${email} to confirm`} error={form.fields.email} required>
            <Input name="email" autoComplete="off" spellCheck={false} />
          </Field>
          {asksPassword ? <PasswordField error={form.fields.password} /> : null}
          <FormError>{form.message}</FormError>
          <DialogSubmit variant="danger" pending={form.pending}>
            Delete account
          </DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
