"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

const BLANK = { skuId: "", percent: "", reason: "", from: "", to: "" };
type Draft = typeof BLANK;

interface GrantDiscountDialogProps {
  customerId: string;
  customerName: string;
  skus: SelectOption[];
  grant: (input: {
    organizationId: string;
    skuId: string | null;
    percent: string;
    reason: string;
    from: string | null;
    to: string | null;
  }) => Promise<ActionResult<unknown>>;
}

const instant = (local: string) => (local ? `${local}:00Z` : null);

export function GrantDiscountDialog({ customerId, customerName, skus, grant }: GrantDiscountDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState<Draft>(BLANK);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { skuId, percent, reason, from, to } = draft;
    const granted = await form.send(() =>
      grant({
        organizationId: customerId,
        skuId: skuId || null,
        percent,
        reason,
        from: instant(from),
        to: instant(to),
      }),
    );
    if (!granted) return;
    form.setOpen(false);
    setDraft(BLANK);
    toast.success(`${percent} % granted to ${customerName}`);
    router.refresh();
  }

  const bind = (field: keyof Draft) => ({
    value: draft[field],
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  });
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>Grant discount</Button>
      </DialogTrigger>
      <DialogContent
        title={`Discount for ${customerName}`}
        description="Off the price of their book, for launches and announced prices from then on. Running instances keep their price."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup columns={2}>
            <Field label="SKU" hint="One with a discount of its own has that alone." error={form.fields.skuId}>
              <NativeSelect options={[{ value: "", label: "Every SKU" }, ...skus]} {...bind("skuId")} />
            </Field>
            <Field label="Off the price (%)" error={form.fields.percent} required>
              <Input inputMode="decimal" placeholder="12.5" {...bind("percent")} />
            </Field>
            <Field label="From (UTC)" optional hint="Empty: from now on." error={form.fields.from}>
              <Input type="datetime-local" {...bind("from")} />
            </Field>
            <Field label="Until (UTC)" optional hint="Empty: until it is ended." error={form.fields.to}>
              <Input type="datetime-local" {...bind("to")} />
            </Field>
            <Field label="Reason" error={form.fields.reason} required className="sm:col-span-2">
              <Input maxLength={200} placeholder="Reserved 64 accelerators for a year" {...bind("reason")} />
            </Field>
          </FieldGroup>
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>Grant discount</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
