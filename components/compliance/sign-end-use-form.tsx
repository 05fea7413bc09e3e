"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import { useDialogForm } from "@/components/use-dialog-form";
import type { SignEndUseInput } from "@/lib/compliance/schemas";
import { END_USE_CATEGORIES, END_USE_LABELS, PROHIBITED_USES, STATEMENT_TEXT } from "@/lib/core/compliance/end-use";
import type { ActionResult } from "@/lib/web/action-result";

const categories = END_USE_CATEGORIES.map((value) => ({ value, label: END_USE_LABELS[value] }));

interface SignEndUseFormProps {
  sign: (input: SignEndUseInput) => Promise<ActionResult<unknown>>;
}

export function SignEndUseForm({ sign }: SignEndUseFormProps) {
  const router = useRouter();
  const form = useDialogForm();
  const blank = { category: categories[0]!.value, description: "", signerName: "" };
  const [draft, setDraft] = useState(blank);
  const [confirmed, setConfirmed] = useState<SignEndUseInput["confirmed"]>([]);
  const change = (part: Partial<typeof blank>) => setDraft((now) => ({ ...now, ...part }));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sent = await form.send(async () => {
      const result = await sign({ ...draft, confirmed });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    toast.success("Signed, for a year");
    setDraft(blank);
    setConfirmed([]);
    router.refresh();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="What for" error={form.fields.category}>
          <NativeSelect
            value={draft.category}
            options={categories}
            onChange={(event) => change({ category: event.target.value as typeof draft.category })}
          />
        </Field>
        <Field label="Who signs" hint="Somebody who may speak for the organization." error={form.fields.signerName}>
          <Input
            value={draft.signerName}
            autoComplete="name"
            maxLength={100}
            onChange={(event) => change({ signerName: event.target.value })}
          />
        </Field>
        <Field label="In your own words" error={form.fields.description} className="sm:col-span-2">
          <Textarea
            rows={3}
            maxLength={2_000}
            placeholder="We train language models for medical texts and sell access to them in the EU."
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        </Field>
      </div>
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1.5 max-w-2xl">{STATEMENT_TEXT}</legend>
        {PROHIBITED_USES.map(({ key, text }) => (
          <CheckboxField
            key={key}
            label={text}
            checked={confirmed.includes(key)}
            onCheckedChange={(checked) =>
              setConfirmed((now) => (checked === true ? [...now, key] : now.filter((other) => other !== key)))
            }
          />
        ))}
        <FormError>{form.fields.confirmed?.join(" ")}</FormError>
      </fieldset>
      <FormError>{form.message}</FormError>
      <Button type="submit" variant="primary" className="self-start" pending={form.pending}>
        Sign statement
      </Button>
    </form>
  );
}
