"use client";

import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type FormAction, useFormAction } from "./use-form-action";

interface FactorFormProps {
  action: FormAction<never>;
  next: string | null;
  /** Else a recovery code is all that can be typed. */
  hasApp: boolean;
}

export function FactorForm({ action, next, hasApp }: FactorFormProps) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <CodeField hasApp={hasApp} error={fields.code} />
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Go on
      </Button>
    </form>
  );
}

export function CodeField({ hasApp, error }: { hasApp: boolean; error?: string[] | undefined }) {
  return (
    <Field
      label={hasApp ? "Code" : "Recovery code"}
      hint={hasApp ? "Six digits from your authenticator app, or one of your recovery codes." : undefined}
      error={error}
      required
    >
      <Input
        name="code"
        autoComplete="one-time-code"
        spellCheck={false}
        autoFocus
        maxLength={60}
        className="font-mono"
      />
    </Field>
  );
}
