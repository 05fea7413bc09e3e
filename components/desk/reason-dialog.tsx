"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

interface ReasonDialogProps {
  /** The button that opens it, and the one that does it. */
  label: string;
  /** Names the object, for screen readers. */
  of: string;
  title: string;
  description: ReactNode;
  reasonHint: string;
  done: string;
  size?: "sm";
  /** The key is of the intent: a second try after a lost answer is the same. */
  send: (input: { reason: string; idempotencyKey: string }) => Promise<ActionResult<unknown>>;
}

/** Does something after a question that wants a reason. */
export function ReasonDialog({ label, of, title, description, reasonHint, done, size, send }: ReasonDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [reason, setReason] = useState("");
  const key = useRef<string>(undefined);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    const idempotencyKey = key.current;
    const sent = await form.send(async () => {
      const result = await send({ reason, idempotencyKey });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    key.current = undefined;
    setReason("");
    form.setOpen(false);
    toast.success(done);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button aria-label={`${label}: ${of}`} {...(size ? { size } : {})}>
          {label}
        </Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label="Why" error={form.fields.reason} hint={reasonHint}>
            <Input
              maxLength={200}
              value={reason}
              onChange={(event) => {
                key.current = undefined;
                setReason(event.target.value);
              }}
            />
          </Field>
          <FormError>{form.message ?? Object.entries(form.fields).find(([name]) => name !== "reason")?.[1]}</FormError>
          <DialogSubmit pending={form.pending}>{label}</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
