"use client";

import { type FormAction, useFormAction } from "@/components/identity/use-form-action";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";

export function NewOrganizationForm({ action }: { action: FormAction<never> }) {
  const { form, pending, fields, refusal } = useFormAction(action);
  return (
    <form {...form} className="flex max-w-lg flex-col gap-4">
      <Field label="Name" error={fields.organizationName} required>
        <Input name="organizationName" maxLength={100} autoComplete="organization" />
      </Field>
      <Field label="What it does here" error={fields.kind}>
        <RadioGroup aria-label="What it does here" name="kind" defaultValue="customer">
          <RadioCard
            value="customer"
            label="Rent accelerators"
            description="Launch instances, pay by the second from a balance of its own."
          />
          <RadioCard
            value="operator"
            label="Supply accelerators"
            description="Enrol hosts, publish offers, earn for every second rented."
          />
        </RadioGroup>
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" pending={pending} className="self-start">
        Create organization
      </Button>
    </form>
  );
}
