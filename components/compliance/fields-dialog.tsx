"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

export interface AskedField<Name extends string> {
  /** As the server's schema has it, for its reason beside the field. */
  name: Name;
  label: string;
  hint?: ReactNode;
  kind?: "text" | "long" | "date" | "time" | "number" | "choice";
  options?: readonly SelectOption[];
  initial?: string;
  optional?: boolean;
}

interface FieldsDialogProps<Name extends string> {
  /** The button that opens it, and the one that does it. */
  label: string;
  /** Names the object, for screen readers. */
  of?: string;
  title: string;
  description: ReactNode;
  fields: readonly AskedField<Name>[];
  done: string;
  variant?: "primary" | "danger";
  size?: "sm";
  send: (values: Record<Name, string>) => Promise<ActionResult<unknown>>;
}

/** Asks what an action needs in a few fields, and says beside each what the server refuses. */
export function FieldsDialog<Name extends string>(props: FieldsDialogProps<Name>) {
  const { label, of, title, description, fields, done, variant, size, send } = props;
  const router = useRouter();
  const form = useDialogForm();
  const first = () =>
    Object.fromEntries(
      fields.map((field) => [
        field.name,
        field.initial ?? (field.kind === "choice" ? (field.options?.[0]?.value ?? "") : ""),
      ]),
    ) as Record<Name, string>;
  const [draft, setDraft] = useState(first);
  const shown = new Set<string>(fields.map(({ name }) => name));
  const elsewhere = Object.entries(form.fields).find(([name]) => !shown.has(name))?.[1];

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sent = await form.send(async () => {
      const result = await send(draft);
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    form.setOpen(false);
    setDraft(first());
    toast.success(done);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button
          {...(of ? { "aria-label": `${label}: ${of}` } : {})}
          {...(size ? { size } : {})}
          {...(variant ? { variant: variant === "danger" ? "danger-outline" : variant } : {})}
        >
          {label}
        </Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {fields.map((field) => (
            <Field
              key={field.name}
              label={field.label}
              hint={field.hint}
              optional={field.optional ?? false}
              error={form.fields[field.name]}
            >
              <Control
                field={field}
                value={draft[field.name]}
                onChange={(value) => setDraft((now) => ({ ...now, [field.name]: value }))}
              />
            </Field>
          ))}
          <FormError>{form.message ?? elsewhere}</FormError>
          <DialogSubmit variant={variant ?? "primary"} pending={form.pending}>
            {label}
          </DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type ControlProps = { field: AskedField<string>; value: string; onChange: (value: string) => void };

function Control({ field: { kind, options }, value, onChange }: ControlProps) {
  const bound = { value, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  if (kind === "choice") return <NativeSelect options={options ?? []} {...bound} />;
  if (kind === "long") return <Textarea rows={4} {...bound} />;
  if (kind === "date") return <Input type="date" {...bound} />;
  if (kind === "time") return <Input type="datetime-local" {...bound} />;
  return <Input autoComplete="off" {...(kind === "number" ? { inputMode: "numeric" as const } : {})} {...bound} />;
}
