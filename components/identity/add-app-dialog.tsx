"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { CopyText } from "@/components/layout/copy-text";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { PasswordField } from "./password-field";
import { QrCode } from "./qr-code";
import { RecoveryCodes } from "./recovery-codes";

interface AddAppDialogProps {
  offer: (input: { password?: string }) => Promise<ActionResult<{ secret: string; uri: string }>>;
  submit: (input: { code: string }) => Promise<ActionResult<{ recoveryCodes: string[] | null }>>;
  asksPassword: boolean;
  isReplaced: boolean;
}

/** Password or factor, then the secret and a code of it, then the recovery codes. */
export function AddAppDialog({ offer, submit, asksPassword, isReplaced }: AddAppDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [offered, setOffered] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  function changeOpen(next: boolean) {
    setOffered(null);
    setCodes(null);
    form.changeOpen(next);
  }

  async function begin(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    const made = await form.send(() => offer(asksPassword ? { password } : {}));
    if (made) setOffered(made);
  }

  async function finish(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    const added = await form.send(() => submit({ code }));
    if (!added) return;
    router.refresh();
    if (added.recoveryCodes) return setCodes(added.recoveryCodes);
    changeOpen(false);
    toast.success("Your authenticator app is in force");
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button variant={isReplaced ? "secondary" : "primary"}>{isReplaced ? "Replace app" : "Add app"}</Button>
      </DialogTrigger>
      <DialogContent title="Authenticator app" description="Any app that makes six-digit codes (TOTP) will do.">
        {codes ? (
          <RecoveryCodes codes={codes} onDone={() => changeOpen(false)} />
        ) : offered ? (
          <form key="code" onSubmit={finish} noValidate className="flex flex-col gap-4">
            <Secret {...offered} />
            <Field label="Code of the app" error={form.fields.code} required>
              <Input
                name="code"
                autoComplete="one-time-code"
                inputMode="numeric"
                maxLength={20}
                className="font-mono"
              />
            </Field>
            <FormError>{form.message}</FormError>
            <Footer pending={form.pending} label="Confirm" />
          </form>
        ) : (
          <form key="begin" onSubmit={begin} noValidate className="flex flex-col gap-4">
            {asksPassword ? <PasswordField error={form.fields.password} /> : <p>A new secret is made for your app.</p>}
            <FormError>{form.message}</FormError>
            <Footer pending={form.pending} label="Go on" />
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}

function Secret({ secret, uri }: { secret: string; uri: string }) {
  return (
    <div className="flex flex-col gap-2">
      <p>Scan this with the app:</p>
      <QrCode text={uri} label="QR code of the secret" />
      <p>
        On the device with the app itself,{" "}
        <a href={uri} className="text-primary underline underline-offset-2">
          open this link
        </a>
        . Or type the secret in:
      </p>
      <CopyText value={secret.match(/.{1,4}/g)?.join(" ") ?? secret} label="Copy the secret" />
    </div>
  );
}

function Footer({ pending, label }: { pending: boolean; label: string }) {
  return (
    <DialogFooter>
      <DialogClose asChild>
        <Button>Cancel</Button>
      </DialogClose>
      <Button type="submit" variant="primary" pending={pending}>
        {label}
      </Button>
    </DialogFooter>
  );
}
