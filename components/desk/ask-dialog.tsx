"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

export interface Asked {
  text: string;
  amount: string;
  choice: string;
  /** One an intent: a second try after a lost answer does nothing more. */
  key: string;
}

interface AskDialogProps {
  label: string;
  /** Names the row, for screen readers. */
  of: string;
  title: string;
  description: string;
  /** The field that the server's schema has for it, for its reason beside it. */
  text: { field: string; label: string; hint?: string; placeholder?: string };
  amount?: { label: string; hint?: string };
  choice?: { field: string; label: string; options: readonly SelectOption[] };
  /** What is said when it is done, which the answer may decide. */
  done: string | ((answer: unknown) => string);
  send: (asked: Asked) => Promise<ActionResult<unknown>>;
}

/** Asks for a reason, and where it must for an amount or a choice, before something is done with a row. */
export function AskDialog({ label, of, title, description, text, amount, choice, done, send }: AskDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const first = { text: "", amount: "", choice: choice?.options[0]?.value ?? "" };
  const [draft, setDraft] = useState(first);
  const key = useRef<string>(undefined);

  function edit(change: Partial<typeof draft>) {
    key.current = undefined;
    setDraft((now) => ({ ...now, ...change }));
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    const asked = { ...draft, key: key.current };
    const sent = await form.send(async () => {
      const result = await send(asked);
      return result.ok ? { ok: true as const, data: { answer: result.data } } : result;
    });
    if (!sent) return;
    form.setOpen(false);
    edit(first);
    toast.success(typeof done === "string" ? done : done(sent.answer));
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={`${label} ${of}`}>
          {label}
        </Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {amount ? (
            <Field label={amount.label} error={form.fields.amount} hint={amount.hint}>
              <Input
                inputMode="decimal"
                placeholder="50.00"
                value={draft.amount}
                onChange={(event) => edit({ amount: event.target.value })}
              />
            </Field>
          ) : null}
          {choice ? (
            <Field label={choice.label} error={form.fields[choice.field]}>
              <NativeSelect
                value={draft.choice}
                onChange={(event) => edit({ choice: event.target.value })}
                options={[...choice.options]}
              />
            </Field>
          ) : null}
          <Field label={text.label} error={form.fields[text.field]} hint={text.hint}>
            <Input
              maxLength={200}
              placeholder={text.placeholder}
              value={draft.text}
              onChange={(event) => edit({ text: event.target.value })}
            />
          </Field>
          <FormError>{form.message}</FormError>
          <DialogSubmit pending={form.pending}>{label}</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
