"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Currency } from "@/lib/core/money";
import type { SetLaunchLimitsInput } from "@/lib/leases/limit-schemas";
import type { ActionResult } from "@/lib/web/action-result";

interface LaunchLimitsFormProps {
  customer: { id: string; name: string };
  currency: Currency;
  /** What is set by hand; empty where the tier decides. */
  set: Omit<SetLaunchLimitsInput, "organizationId">;
  send: (input: SetLaunchLimitsInput) => Promise<ActionResult<unknown>>;
}

/** Limits of one customer by hand, before those of its tier. */
export function LaunchLimitsForm({ customer, currency, set, send }: LaunchLimitsFormProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(set);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sent = await form.send(async () => {
      const result = await send({ organizationId: customer.id, ...draft });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!sent) return;
    toast.success(`Limits of ${customer.name} are set`);
    router.refresh();
  }

  const input = (name: keyof typeof draft, placeholder: string) => (
    <Input
      inputMode={name === "reason" ? "text" : "decimal"}
      placeholder={placeholder}
      value={draft[name]}
      onChange={(event) => setDraft((now) => ({ ...now, [name]: event.target.value }))}
    />
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FieldGroup columns={2}>
        <Field label="Accelerators at once" optional error={form.fields.accelerators}>
          {input("accelerators", "By the tier")}
        </Field>
        <Field label={`Cost per hour (${currency})`} optional error={form.fields.burnPerHour}>
          {input("burnPerHour", "By the tier")}
        </Field>
        <Field label={`By card a day (${currency})`} optional error={form.fields.cardPerDay}>
          {input("cardPerDay", "By the tier")}
        </Field>
        <Field label="Why" error={form.fields.reason}>
          {input("reason", "Known from elsewhere")}
        </Field>
      </FieldGroup>
      <FormError>{form.message}</FormError>
      <Button type="submit" className="self-start" pending={form.pending}>
        Set limits
      </Button>
    </form>
  );
}
