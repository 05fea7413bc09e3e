"use client";

import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { KindField } from "./kind-field";
import { type FormAction, useFormAction } from "./use-form-action";

export function ProviderSignUpForm({ action, name }: { action: FormAction<never>; name: string }) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      <KindField error={fields.kind} kind="customer" />
      <Field label="Your name" error={fields.name} required>
        <Input name="name" autoComplete="name" defaultValue={name} />
      </Field>
      <Field label="Organization" error={fields.organizationName} required>
        <Input name="organizationName" autoComplete="organization" />
      </Field>
      <FormError>{refusal ?? fields.email}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Create organization
      </Button>
    </form>
  );
}
