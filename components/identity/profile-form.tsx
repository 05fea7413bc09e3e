"use client";

import { useEffect } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type FormAction, useFormAction } from "./use-form-action";

export function ProfileForm({ action, name }: { action: FormAction<void>; name: string }) {
  const { form, pending, fields, refusal, isDone } = useFormAction(action);
  useEffect(() => {
    if (isDone && !pending) toast.success("Saved");
  }, [isDone, pending]);
  return (
    <form {...form} className="flex max-w-md flex-col gap-4">
      <Field label="Your name" error={fields.name} required>
        <Input name="name" autoComplete="name" defaultValue={name} maxLength={100} />
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" pending={pending} className="self-start">
        Save
      </Button>
    </form>
  );
}
