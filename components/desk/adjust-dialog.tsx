"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import { useDialogForm } from "@/components/use-dialog-form";
import {
  type AdjustableKind,
  APPROVAL_LIMIT_MICROS,
  CONTRA_KINDS,
  type ContraKind,
  needsApproval,
} from "@/lib/core/ledger/adjustments";
import { type Currency, formatMoney, parseMoney } from "@/lib/core/money";
import type { ActionResult } from "@/lib/web/action-result";

type Answer = Promise<ActionResult<{ adjustmentId: string; state: string }>>;

interface Shared {
  organizationId: string;
  currency: Currency;
  amount: string;
  reason: string;
  idempotencyKey: string;
}

export interface AdjustDialogProps {
  account: { organizationId: string; organizationName: string; kind: AdjustableKind; currency: Currency };
  /** Given, it writes off what is owed; else it asks for the account that it is held against. */
  writeOff?: (input: Shared & { accountKind: "customer_prepaid" | "customer_receivable" }) => Answer;
  adjust?: (input: Shared & { accountKind: AdjustableKind; contraKind: ContraKind }) => Answer;
}

const words = (kind: string) => kind.replaceAll("_", " ");

export function AdjustDialog({ account, writeOff, adjust }: AdjustDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState({ amount: "", reason: "", contraKind: CONTRA_KINDS[0] as ContraKind });
  // One key an intent: a second try after a lost answer books once.
  const key = useRef<string>(undefined);
  const { organizationId, currency, kind } = account;
  const title = writeOff ? "Write off" : "Adjust";

  function edit(change: Partial<typeof draft>) {
    key.current = undefined;
    setDraft((now) => ({ ...now, ...change }));
  }

  function request(shared: Shared): Answer {
    if (writeOff) return writeOff({ ...shared, accountKind: kind as "customer_prepaid" | "customer_receivable" });
    return adjust!({ ...shared, accountKind: kind, contraKind: draft.contraKind });
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    const { amount, reason } = draft;
    const idempotencyKey = key.current;
    const answer = await form.send(() => request({ organizationId, currency, amount, reason, idempotencyKey }));
    if (!answer) return;
    form.setOpen(false);
    edit({ amount: "", reason: "" });
    toast.success(answer.state === "posted" ? "Booked" : "Waits for a second person");
    router.refresh();
  }

  const micros = parseMoney(draft.amount);
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>{title}</Button>
      </DialogTrigger>
      <DialogContent
        title={`${title}: ${account.organizationName}`}
        description={
          writeOff
            ? `What is owed on ${words(kind)} is given up and booked as bad debt.`
            : `Moves ${words(kind)} against one of the platform's accounts. Above zero adds to it.`
        }
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field
            label={`Amount (${currency})`}
            error={form.fields.amount}
            hint={
              micros !== null && needsApproval(micros, currency)
                ? `Above ${formatMoney(APPROVAL_LIMIT_MICROS[currency], currency)}: another person must approve it.`
                : "Booked at once."
            }
          >
            <Input
              inputMode="decimal"
              placeholder={writeOff ? "50.00" : "12.50 or -12.50"}
              value={draft.amount}
              onChange={(event) => edit({ amount: event.target.value })}
            />
          </Field>
          {writeOff ? null : (
            <Field label="Held against" error={form.fields.contraKind}>
              <NativeSelect
                value={draft.contraKind}
                onChange={(event) => edit({ contraKind: event.target.value as ContraKind })}
                options={CONTRA_KINDS.map((value) => ({ value, label: words(value) }))}
              />
            </Field>
          )}
          <Field label="Reason" error={form.fields.reason} hint="The other side reads it on the statement.">
            <Textarea
              rows={2}
              maxLength={500}
              value={draft.reason}
              onChange={(event) => edit({ reason: event.target.value })}
            />
          </Field>
          <FormError>{form.message}</FormError>
          <DialogSubmit pending={form.pending}>{title}</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
