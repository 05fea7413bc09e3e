"use client";

import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type FormAction, useFormAction } from "./use-form-action";

export function SignInForm({ action, next }: { action: FormAction<never>; next: string | null }) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <Field label="E-mail address" error={fields.email} required>
        <Input name="email" type="email" autoComplete="username" inputMode="email" spellCheck={false} autoFocus />
      </Field>
      <Field label="Password" error={fields.password} required>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Sign in
      </Button>
    </form>
  );
}
