"use client";

import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import { PasswordField } from "./password-field";
import { type FormAction, useFormAction } from "./use-form-action";

interface LinkProviderFormProps {
  action: FormAction<never>;
  label: string;
  asksPassword: boolean;
}

export function LinkProviderForm({ action, label, asksPassword }: LinkProviderFormProps) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex max-w-md flex-col gap-4">
      {asksPassword ? <PasswordField error={fields.password} /> : null}
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" pending={pending} className="self-start">
        Link {label}
      </Button>
    </form>
  );
}
