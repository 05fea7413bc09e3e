"use client";

import { type FormAction, useFormAction } from "@/components/identity/use-form-action";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export function RenameForm({ action, name }: { action: FormAction<void>; name: string }) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col items-start gap-3">
      <Field
        label="Name"
        hint="On pages and on new documents."
        error={fields.organizationName}
        className="w-full max-w-md"
      >
        <Input key={name} name="organizationName" defaultValue={name} maxLength={100} autoComplete="organization" />
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" pending={pending}>
        Save name
      </Button>
    </form>
  );
}
