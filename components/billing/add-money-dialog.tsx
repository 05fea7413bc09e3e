"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import { type Currency, formatMoney, parseMoney } from "@/lib/core/money";
import { QUICK_AMOUNTS, refuseAmount } from "@/lib/core/payments/top-up";
import type { StartTopUpInput } from "@/lib/payments/schemas";
import type { StartedTopUp } from "@/lib/payments/start-top-up";
import type { PaymentsMode } from "@/lib/payments/types";
import type { ActionResult } from "@/lib/web/action-result";

type AddMoneyDialogProps = {
  currency: Currency;
  mode: PaymentsMode;
  start: (input: StartTopUpInput) => Promise<ActionResult<StartedTopUp>>;
  /** Open from the start, for this amount: where a mail or a banner asks for it. */
  amount?: string | undefined;
};

/** From an amount to the page where it is paid. */
export function AddMoneyDialog({ currency, mode, start, amount }: AddMoneyDialogProps) {
  const form = useDialogForm(amount !== undefined);
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Add money</Button>
      </DialogTrigger>
      <DialogContent title="Add money" description={`To your prepaid balance, in ${currency}.`}>
        {mode === "off" ? (
          <ByTransfer />
        ) : (
          <AmountForm currency={currency} mode={mode} start={start} form={form} amount={amount} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function ByTransfer() {
  return (
    <>
      <p>
        Card payments are not set up here. Send a bank transfer with your organization's name as its reference; the desk
        credits it to your balance, where it shows as a movement.
      </p>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Close</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}

type AmountFormProps = AddMoneyDialogProps & { form: ReturnType<typeof useDialogForm> };

function AmountForm({ currency, mode, start, form, amount: asked }: AmountFormProps) {
  const router = useRouter();
  const [amount, setAmount] = useState(asked ?? "");
  const [isTouched, setTouched] = useState(false);
  // One key an intent: a second try after a lost answer begins no second payment. Another amount gets its own.
  const key = useRef<string>(undefined);
  const reason = refuse(amount, currency);

  function change(next: string) {
    key.current = undefined;
    setAmount(next);
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTouched(true);
    if (reason !== null) return;
    key.current ??= crypto.randomUUID();
    const idempotencyKey = key.current;
    const started = await form.send(() => start({ amount, idempotencyKey }));
    if (!started) return;
    form.setOpen(false);
    if (started.checkoutUrl === null) return router.push(`/billing/top-ups/${started.topUpId}`);
    toast("Opening the payment page");
    window.location.assign(started.checkoutUrl);
  }

  return (
    <form onSubmit={submit} noValidate>
      <FieldGroup>
        <Field
          label={`Amount (${currency})`}
          hint="You pay on Stripe's page. Tax is charged with usage, not here."
          error={isTouched && reason !== null ? reason : form.fields.amount}
          required
        >
          <Input
            value={amount}
            onChange={(event) => change(event.target.value)}
            inputMode="decimal"
            placeholder="25"
            autoComplete="off"
          />
        </Field>
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Quick choices</legend>
          {QUICK_AMOUNTS[currency].map((choice) => (
            <Button
              key={choice}
              size="sm"
              aria-pressed={amount === choice}
              className="aria-pressed:border-primary aria-pressed:bg-primary-soft"
              onClick={() => change(choice)}
            >
              {formatMoney(parseMoney(choice)!, currency)}
            </Button>
          ))}
        </fieldset>
        {mode === "stand-in" ? (
          <Alert tone="info">Simulated: the Stripe stand-in takes the card, no real money moves.</Alert>
        ) : null}
        <FormError>{form.message}</FormError>
      </FieldGroup>
      <DialogSubmit pending={form.pending}>Continue to payment</DialogSubmit>
    </form>
  );
}

function refuse(amount: string, currency: Currency): string | null {
  const micros = parseMoney(amount);
  return micros === null ? "Enter an amount like 25 or 25.50." : refuseAmount(micros, currency);
}
