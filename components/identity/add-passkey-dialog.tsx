"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { PasskeyResponse } from "@/lib/identity/passkeys";
import type { ActionResult } from "@/lib/web/action-result";
import { makePasskey } from "./passkey-client";
import { PasswordField } from "./password-field";
import { RecoveryCodes } from "./recovery-codes";

interface AddPasskeyDialogProps {
  offer: (input: { password?: string }) => Promise<ActionResult<Parameters<typeof makePasskey>[0]>>;
  submit: (input: {
    name: string;
    response: PasskeyResponse;
  }) => Promise<ActionResult<{ recoveryCodes: string[] | null }>>;
  asksPassword: boolean;
}

export function AddPasskeyDialog({ offer, submit, asksPassword }: AddPasskeyDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [codes, setCodes] = useState<string[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  function changeOpen(next: boolean) {
    setCodes(null);
    setRefusal(null);
    form.changeOpen(next);
  }

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setRefusal(null);
    const data = new FormData(event.currentTarget);
    const name = String(data.get("name"));
    const options = await form.send(() => offer(asksPassword ? { password: String(data.get("password")) } : {}));
    if (!options) return;
    const made = await makePasskey(options);
    if (!made.ok) return setRefusal(made.message);
    const added = await form.send(() => submit({ name, response: made.response }));
    if (!added) return;
    router.refresh();
    if (added.recoveryCodes) return setCodes(added.recoveryCodes);
    changeOpen(false);
    toast.success(`Added ${name}`);
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button>Add passkey</Button>
      </DialogTrigger>
      <DialogContent
        title="Add passkey"
        description="Your browser asks you to unlock the device or token that keeps it."
      >
        {codes ? (
          <RecoveryCodes codes={codes} onDone={() => changeOpen(false)} />
        ) : (
          <form onSubmit={add} noValidate className="flex flex-col gap-4">
            <Field label="Name" hint="Which device or token it is on." error={form.fields.name} required>
              <Input name="name" autoComplete="off" maxLength={60} placeholder="work laptop" />
            </Field>
            {asksPassword ? <PasswordField error={form.fields.password} /> : null}
            <FormError>{refusal ?? form.message}</FormError>
            <DialogSubmit pending={form.pending}>Go on</DialogSubmit>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
