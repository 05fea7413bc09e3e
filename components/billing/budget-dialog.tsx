"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Currency } from "@/lib/core/money";
import type { CreateBudgetInput } from "@/lib/metering/schemas";
import type { ActionResult } from "@/lib/web/action-result";

type BudgetDialogProps = {
  trigger: ReactNode;
  title: string;
  currency: Currency;
  initial: CreateBudgetInput;
  onSave: (input: CreateBudgetInput) => Promise<ActionResult<unknown>>;
};

/** Makes a budget, or changes one. */
export function BudgetDialog({ trigger, title, currency, initial, onSave }: BudgetDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(initial);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const saved = await form.send(async () => {
      const result = await onSave(draft);
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!saved) return;
    form.setOpen(false);
    toast.success(`Budget "${draft.name}" saved`);
    router.refresh();
  }

  function changeOpen(open: boolean) {
    if (open) setDraft(initial);
    form.changeOpen(open);
  }

  const input = (name: "name" | "monthly" | "alerts") => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft((now) => ({ ...now, [name]: event.target.value })),
  });
  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description="It warns and stops nothing. To stop at an amount, set a monthly cap.">
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" error={form.fields.name} required>
              <Input {...input("name")} maxLength={60} placeholder="Research" autoComplete="off" />
            </Field>
            <Field
              label={`Per UTC month (${currency})`}
              hint="Tax included, before promotional money."
              error={form.fields.monthly}
              required
            >
              <Input {...input("monthly")} inputMode="decimal" placeholder="2,500" autoComplete="off" />
            </Field>
            <Field
              label="Tell us at (% of it)"
              hint="1 to 5 shares; each is told of once a month."
              error={form.fields.alerts}
              required
            >
              <Input {...input("alerts")} placeholder="50, 80, 100" autoComplete="off" />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={form.pending}>
              Save budget
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
