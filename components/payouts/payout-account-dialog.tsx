"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { countryOptions } from "@/components/fleet/site-fields";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import { OFFER_CURRENCIES } from "@/lib/core/money";
import { isPaidByStripe } from "@/lib/core/payouts/bank-account";
import type { RequestPayoutAccountInput } from "@/lib/payouts/schemas";
import type { ActionResult } from "@/lib/web/action-result";

const BLANK = { country: "", currency: "USD" as const, beneficiary: "", bankName: "", accountNumber: "", bic: "" };

interface PayoutAccountDialogProps {
  /** Whether Stripe is there to pay those that it can. */
  hasStripe: boolean;
  request: (input: RequestPayoutAccountInput) => Promise<ActionResult<{ accountId: string }>>;
}

/** Where an operator wants to be paid: its country decides whether Stripe asks for the bank account, or we do. */
export function PayoutAccountDialog({ hasStripe, request }: PayoutAccountDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState<RequestPayoutAccountInput & typeof BLANK>(BLANK);
  const byStripe = hasStripe && isPaidByStripe(draft.country, draft.currency);
  const bind = (field: keyof typeof BLANK) => ({
    value: draft[field],
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => setDraft((now) => ({ ...now, [field]: event.target.value })),
  });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!(await form.send(() => request(draft)))) return;
    form.setOpen(false);
    setDraft(BLANK);
    toast.success("Asked for; somebody else must approve it");
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Set payout account</Button>
      </DialogTrigger>
      <DialogContent
        title="Set payout account"
        description="It takes effect when another owner of your organization, or the platform's desk, has approved it."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup columns={2}>
            <Field label="Country" hint="Of your company and its bank." error={form.fields.country} required>
              <NativeSelect
                options={[{ value: "", label: "Choose a country" }, ...countryOptions]}
                {...bind("country")}
              />
            </Field>
            <Field label="Currency" error={form.fields.currency} required>
              <NativeSelect
                options={OFFER_CURRENCIES.map((value) => ({ value, label: value }))}
                {...bind("currency")}
              />
            </Field>
          </FieldGroup>
          <div className="mt-4 flex flex-col gap-4">
            {draft.country === "" ? null : byStripe ? (
              <Alert tone="info" title="Paid by Stripe">
                Stripe asks for your company's details and bank account on its own page; we never see them. You are led
                there next.
              </Alert>
            ) : (
              <BankFields bind={bind} errors={form.fields} />
            )}
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>Ask for approval</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

interface BankFieldsProps {
  bind: (field: keyof typeof BLANK) => { value: string; onChange: (event: { target: { value: string } }) => void };
  errors: Record<string, string[]>;
}

function BankFields({ bind, errors }: BankFieldsProps) {
  return (
    <FieldGroup columns={2}>
      <Field
        label="Beneficiary"
        hint="As the bank has it."
        error={errors.beneficiary}
        required
        className="sm:col-span-2"
      >
        <Input maxLength={100} {...bind("beneficiary")} />
      </Field>
      <Field label="Bank" error={errors.bankName} required>
        <Input maxLength={100} {...bind("bankName")} />
      </Field>
      <Field label="BIC (SWIFT)" error={errors.bic} required>
        <Input maxLength={30} {...bind("bic")} />
      </Field>
      <Field
        label="Account number or IBAN"
        hint="The check digits of an IBAN are verified."
        error={errors.accountNumber}
        required
        className="sm:col-span-2"
      >
        <Input maxLength={60} {...bind("accountNumber")} />
      </Field>
    </FieldGroup>
  );
}
