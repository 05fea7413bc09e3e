"use client";

import { Button } from "@/components/ui/button";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { KindField } from "./kind-field";
import { type FormAction, useFormAction } from "./use-form-action";

type SignUpFormProps = { action: FormAction<never>; kind: "customer" | "operator" };

export function SignUpForm({ action, kind }: SignUpFormProps) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      <KindField error={fields.kind} kind={kind} />
      <FieldGroup columns={2}>
        <Field label="Your name" error={fields.name} required>
          <Input name="name" autoComplete="name" />
        </Field>
        <Field label="Organization" error={fields.organizationName} required>
          <Input name="organizationName" autoComplete="organization" />
        </Field>
      </FieldGroup>
      <Field label="E-mail address" error={fields.email} required>
        <Input name="email" type="email" autoComplete="username" inputMode="email" spellCheck={false} />
      </Field>
      <Field
        label="Password"
        hint="12 characters or more; a few words together do well."
        error={fields.password}
        required
      >
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Create organization
      </Button>
    </form>
  );
}
