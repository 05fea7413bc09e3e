"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { Money } from "@/components/layout/money";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type Currency, parseMoney } from "@/lib/core/money";

type Refusal = { message: string; fields?: Record<string, string[]> };

interface CreditFormProps {
  customerId: string;
  customerName: string;
  currency: Currency;
  credit: (input: {
    organizationId: string;
    amount: string;
    currency: Currency;
    reference: string;
    idempotencyKey: string;
  }) => Promise<{ ok: true } | { ok: false; error: Refusal }>;
}

export function CreditForm({ customerId, customerName, currency, credit }: CreditFormProps) {
  const router = useRouter();
  const [amount, setAmount] = useState("");
  const [reference, setReference] = useState("");
  const [isTouched, setTouched] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  // One key an intent: a second try after a lost answer books once. The next credit gets its own.
  const key = useRef<string>(undefined);

  const micros = parseMoney(amount);
  const errors: Record<string, string[]> = { ...refusal?.fields };
  if (isTouched && (micros === null || micros <= 0n)) errors.amount = ["Enter an amount above zero, such as 250."];
  if (isTouched && reference.trim().length < 3) errors.reference = ["Say what it is for, in 3 to 200 characters."];
  const isReady = micros !== null && micros > 0n && reference.trim().length >= 3;

  function edit(change: () => void) {
    key.current = undefined;
    setRefusal(undefined);
    change();
  }

  async function submit(): Promise<string | undefined> {
    key.current ??= crypto.randomUUID();
    const result = await credit({
      organizationId: customerId,
      amount,
      currency,
      reference,
      idempotencyKey: key.current,
    });
    setRefusal(result.ok ? undefined : result.error);
    if (!result.ok) return result.error.message;
    edit(() => {
      setAmount("");
      setReference("");
      setTouched(false);
    });
    toast.success(`${customerName} credited`);
    router.refresh();
    return undefined;
  }

  const button = (
    <Button variant="primary" className="self-start" onClick={isReady ? undefined : () => setTouched(true)}>
      Credit customer
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <FormError>{refusal && !refusal.fields ? refusal.message : null}</FormError>
      <Field label={`Amount (${currency})`} error={errors.amount}>
        <Input
          inputMode="decimal"
          placeholder="250.00"
          value={amount}
          onChange={(event) => edit(() => setAmount(event.target.value))}
        />
      </Field>
      <Field label="Reference" error={errors.reference} hint="The bank transfer's reference, or why it is given.">
        <Input
          placeholder="Transfer 2026-11-24, invoice 118"
          value={reference}
          maxLength={200}
          onChange={(event) => edit(() => setReference(event.target.value))}
        />
      </Field>
      {isReady ? (
        <ConfirmDialog
          trigger={button}
          title={`Credit ${customerName}?`}
          description="It is booked at once, from the bank account to the prepaid balance. A booking is reversed, never deleted."
          object={customerName}
          stakes={[
            { label: "Amount", value: <Money micros={micros} currency={currency} precision="trimmed" /> },
            { label: "Reference", value: reference },
          ]}
          confirmLabel="Credit customer"
          tone="primary"
          onConfirm={submit}
        />
      ) : (
        button
      )}
    </div>
  );
}
