"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Currency } from "@/lib/core/money";
import type { ActionResult } from "@/lib/web/action-result";

interface GrantInput {
  organizationId: string;
  currency: Currency;
  amount: string;
  expiresOn: string;
  reason: string;
  idempotencyKey: string;
}

interface GrantPromoDialogProps {
  customer: { id: string; name: string; currency: Currency };
  grant: (input: GrantInput) => Promise<ActionResult<{ grantId: string }>>;
}

const BLANK = { amount: "", expiresOn: "", reason: "" };

export function GrantPromoDialog({ customer, grant }: GrantPromoDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(BLANK);
  const key = useRef<string>(undefined);

  function edit(change: Partial<typeof draft>) {
    key.current = undefined;
    setDraft((now) => ({ ...now, ...change }));
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    const idempotencyKey = key.current;
    const { id: organizationId, currency } = customer;
    const granted = await form.send(() => grant({ organizationId, currency, ...draft, idempotencyKey }));
    if (!granted) return;
    form.setOpen(false);
    edit(BLANK);
    toast.success(`Granted to ${customer.name}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>Grant promotional credit</Button>
      </DialogTrigger>
      <DialogContent
        title={`Promotional credit for ${customer.name}`}
        description="Used before prepaid money, and gone after its last day. It is the platform's expense."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <FieldGroup columns={2}>
            <Field label={`Amount (${customer.currency})`} error={form.fields.amount}>
              <Input
                inputMode="decimal"
                placeholder="100.00"
                value={draft.amount}
                onChange={(event) => edit({ amount: event.target.value })}
              />
            </Field>
            <Field label="Last day (UTC)" error={form.fields.expiresOn}>
              <Input
                type="date"
                value={draft.expiresOn}
                onChange={(event) => edit({ expiresOn: event.target.value })}
              />
            </Field>
          </FieldGroup>
          <Field label="Reason" error={form.fields.reason} hint="The customer reads it with the credit.">
            <Input maxLength={500} value={draft.reason} onChange={(event) => edit({ reason: event.target.value })} />
          </Field>
          <FormError>{form.message}</FormError>
          <DialogSubmit pending={form.pending}>Grant credit</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
