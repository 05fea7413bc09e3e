"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { DeclareCountryInput } from "@/lib/compliance/schemas";
import type { ActionResult } from "@/lib/web/action-result";

interface CountryFormProps {
  country: string | null;
  countries: SelectOption[];
  declare: (input: DeclareCountryInput) => Promise<ActionResult<unknown>>;
}

export function CountryForm({ country, countries, declare }: CountryFormProps) {
  const router = useRouter();
  const form = useDialogForm();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get("country"));
    const sent = await form.send(async () => {
      const result = await declare({ country: chosen });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    toast.success("Saved");
    router.refresh();
  }

  return (
    <form onSubmit={submit} noValidate className="flex max-w-md flex-col gap-4">
      <Field
        label="Country of incorporation"
        hint="Or where you live, if you rent for yourself."
        error={form.fields.country}
      >
        <NativeSelect
          name="country"
          defaultValue={country ?? ""}
          options={[{ value: "", label: "Choose a country" }, ...countries]}
        />
      </Field>
      <FormError>{form.message}</FormError>
      <Button type="submit" className="self-start" pending={form.pending}>
        Save country
      </Button>
    </form>
  );
}
