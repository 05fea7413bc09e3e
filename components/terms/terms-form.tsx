"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

export interface TermsField {
  /** As the verb's schema names it. */
  name: string;
  label: string;
  /** `instant` is typed in UTC; empty, it is left to the verb. */
  kind: "text" | "decimal" | "lines" | "select" | "month" | "instant" | "check";
  options?: SelectOption[];
  initial?: string;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
}

interface TermsFormProps {
  fields: TermsField[];
  /** What else the verb is given. */
  fixed?: Record<string, string>;
  /** The verb's action: it says beside which field it refuses what. */
  send: (input: never) => Promise<ActionResult<unknown>>;
  label: string;
  question: string;
  consequence: string;
  object?: string;
  done: string;
  /** It takes something back: not the page's first choice, and asked about as such. */
  grave?: boolean;
}

type Values = Record<string, string>;

const blank = (fields: TermsField[]): Values =>
  Object.fromEntries(fields.map((field) => [field.name, field.initial ?? field.options?.[0]?.value ?? ""]));

function inputOf(fields: TermsField[], values: Values) {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = values[name] ?? "";
      if (kind === "check") return [name, value === "yes"];
      if (kind === "instant") return [name, value === "" ? null : `${value}:00Z`];
      return [name, value];
    }),
  );
}

/** Terms are set by a form and a question that repeats what was typed; what is refused is told beside its field. */
export function TermsForm(props: TermsFormProps) {
  const { fields, fixed, send, label, question, consequence, object, done, grave = false } = props;
  const router = useRouter();
  const [values, setValues] = useState(() => blank(fields));
  const [refusal, setRefusal] = useState<Pick<Refusal, "message" | "fields">>();
  const errors = refusal?.fields ?? {};
  const elsewhere = Object.keys(errors).some((name) => !fields.some((field) => field.name === name));

  async function submit(): Promise<string | undefined> {
    const result = await send({ ...fixed, ...inputOf(fields, values) } as never);
    setRefusal(result.ok ? undefined : result.error);
    if (!result.ok)
      return (
        Object.values(result.error.fields ?? {})
          .flat()
          .join(" ") || result.error.message
      );
    toast.success(done);
    router.refresh();
    return undefined;
  }

  const stakes = fields
    .filter((field) => field.kind !== "lines" && values[field.name] !== "")
    .map((field) => ({ label: field.label, value: shown(field, values[field.name]!) }));
  return (
    <div className="flex flex-col gap-4">
      <FormError>{refusal && (!refusal.fields || elsewhere) ? refusal.message : null}</FormError>
      <FieldGroup columns={2}>
        {fields.map((field) => (
          <TermsInput
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            error={errors[field.name]}
            onChange={(value) => {
              setRefusal(undefined);
              setValues({ ...values, [field.name]: value });
            }}
          />
        ))}
      </FieldGroup>
      <ConfirmDialog
        trigger={
          <Button variant={grave ? "secondary" : "primary"} className="self-start">
            {label}
          </Button>
        }
        title={question}
        description={consequence}
        object={object}
        stakes={stakes}
        confirmLabel={label}
        tone={grave ? "danger" : "primary"}
        onConfirm={submit}
      />
    </div>
  );
}

function shown({ kind, options }: TermsField, value: string): string {
  if (kind === "select") return options?.find((option) => option.value === value)?.label ?? value;
  if (kind === "instant") return `${value.replace("T", " ")} UTC`;
  return value;
}

interface TermsInputProps {
  field: TermsField;
  value: string;
  error: string[] | undefined;
  onChange: (value: string) => void;
}

function TermsInput({ field, value, error, onChange }: TermsInputProps) {
  const { label, kind, hint, optional, placeholder } = field;
  if (kind === "check")
    return (
      <CheckboxField
        label={label}
        hint={error?.join(" ") ?? hint}
        checked={value === "yes"}
        onCheckedChange={(on) => onChange(on === true ? "yes" : "")}
      />
    );
  const common = {
    value,
    placeholder,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <Field label={label} hint={hint} optional={optional ?? false} error={error}>
      {kind === "select" ? <NativeSelect options={field.options ?? []} {...common} /> : null}
      {kind === "lines" ? <Textarea rows={3} {...common} /> : null}
      {kind === "text" || kind === "decimal" ? (
        <Input inputMode={kind === "decimal" ? "decimal" : "text"} autoComplete="off" {...common} />
      ) : null}
      {kind === "month" ? <Input type="month" {...common} /> : null}
      {kind === "instant" ? <Input type="datetime-local" {...common} /> : null}
    </Field>
  );
}
