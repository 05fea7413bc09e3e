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

export type MoneyMoveResult = { ok: true } | { ok: false; error: Refusal };

export interface MoneyMove {
  organizationId: string;
  amount: string;
  currency: Currency;
  /** What it is for. */
  reason: string;
  idempotencyKey: string;
}

interface MoneyMoveFormProps {
  customerId: string;
  customerName: string;
  currency: Currency;
  texts: {
    /** `Credit customer`: the button, and what the question begins with. */
    action: string;
    amountLabel: string;
    question: string;
    description: string;
    done: string;
    reasonLabel: string;
    reasonHint: string;
    placeholder: string;
  };
  tone: "primary" | "danger";
  move: (input: MoneyMove) => Promise<MoneyMoveResult>;
}

/** An amount and what it is for; asked once more before it is booked. */
export function MoneyMoveForm({ customerId, customerName, currency, texts, tone, move }: MoneyMoveFormProps) {
  const router = useRouter();
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [isTouched, setTouched] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  // One key an intent: a second try after a lost answer books once. The next credit gets its own.
  const key = useRef<string>(undefined);

  const micros = parseMoney(amount);
  const { reference, ...fields } = refusal?.fields ?? {};
  const errors: Record<string, string[]> = { ...fields, ...(reference && { reason: reference }) };
  if (isTouched && (micros === null || micros <= 0n)) errors.amount = ["Enter an amount above zero, such as 250."];
  if (isTouched && reason.trim().length < 3) errors.reason = ["Say what it is for, in 3 to 200 characters."];
  const isReady = micros !== null && micros > 0n && reason.trim().length >= 3;

  function edit(change: () => void) {
    key.current = undefined;
    setRefusal(undefined);
    change();
  }

  async function submit(): Promise<string | undefined> {
    key.current ??= crypto.randomUUID();
    const result = await move({
      organizationId: customerId,
      amount,
      currency,
      reason,
      idempotencyKey: key.current,
    });
    setRefusal(result.ok ? undefined : result.error);
    if (!result.ok) return result.error.message;
    edit(() => {
      setAmount("");
      setReason("");
      setTouched(false);
    });
    toast.success(texts.done);
    router.refresh();
    return undefined;
  }

  const button = (
    <Button
      variant={tone === "primary" ? "primary" : "secondary"}
      className="self-start"
      onClick={isReady ? undefined : () => setTouched(true)}
    >
      {texts.action}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <FormError>{refusal && !refusal.fields ? refusal.message : null}</FormError>
      <Field label={`${texts.amountLabel} (${currency})`} error={errors.amount}>
        <Input
          inputMode="decimal"
          placeholder="250.00"
          value={amount}
          onChange={(event) => edit(() => setAmount(event.target.value))}
        />
      </Field>
      <Field label={texts.reasonLabel} error={errors.reason} hint={texts.reasonHint}>
        <Input
          placeholder={texts.placeholder}
          value={reason}
          maxLength={200}
          onChange={(event) => edit(() => setReason(event.target.value))}
        />
      </Field>
      {isReady ? (
        <ConfirmDialog
          trigger={button}
          title={texts.question}
          description={texts.description}
          object={customerName}
          stakes={[
            { label: "Amount", value: <Money micros={micros} currency={currency} precision="trimmed" /> },
            { label: texts.reasonLabel, value: reason },
          ]}
          confirmLabel={texts.action}
          tone={tone}
          onConfirm={submit}
        />
      ) : (
        button
      )}
    </div>
  );
}
