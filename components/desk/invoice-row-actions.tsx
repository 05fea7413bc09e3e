"use client";

import { Money } from "@/components/layout/money";
import { RowAction } from "@/components/terms/row-action";
import type { Wire } from "@/components/wire";
import { APPROVAL_LIMIT_MICROS } from "@/lib/core/ledger/adjustments";
import { formatMoney } from "@/lib/core/money";
import type { listInvoices } from "@/lib/payments/invoices/queries";
import type { ActionResult } from "@/lib/web/action-result";
import { AskDialog } from "./ask-dialog";

export type InvoiceRow = Wire<Awaited<ReturnType<typeof listInvoices>>["invoices"][number]>;

type Answer = Promise<ActionResult<unknown>>;

export interface InvoiceActions {
  voidInvoice(input: { invoiceId: string; reason: string }): Answer;
  markPaid(input: { invoiceId: string; reference: string }): Answer;
  credit(input: { invoiceId: string; amount: string; reason: string; idempotencyKey: string }): Answer;
  resend(input: { invoiceId: string }): Answer;
  retry(input: { invoiceId: string }): Answer;
}

/** Stripe may not have answered yet: the worker goes on. */
const orWaits = (done: string) => (answer: unknown) =>
  (answer as { isDone?: boolean }).isDone ? done : "Asked for. Stripe has not answered yet";

/** What can be done with an invoice as it is now. */
export function InvoiceRowActions({ row, actions }: { row: InvoiceRow; actions: InvoiceActions }) {
  const { id: invoiceId, number, currency, state } = row;
  const left = formatMoney(BigInt(row.unpaidMicros), currency);
  const stakes = [{ label: "Left to pay", value: <Money micros={row.unpaidMicros} currency={currency} /> }];
  if (state === "refused")
    return (
      <RowAction
        label="Try again"
        of={number}
        question={`Ask Stripe again for ${number}?`}
        consequence={`Stripe refused it: ${row.failure ?? "no reason given"}. Do this once the reason is gone; nothing is made twice.`}
        stakes={stakes}
        send={() => actions.retry({ invoiceId })}
      />
    );
  if (state !== "open" && state !== "uncollectible") return null;
  return (
    <span className="flex justify-end gap-1 max-sm:flex-wrap max-sm:justify-start">
      {state === "open" ? (
        <RowAction
          label="Resend"
          of={number}
          question={`Send ${number} again?`}
          consequence="Stripe mails it to the customer once more."
          stakes={stakes}
          send={() => actions.resend({ invoiceId })}
        />
      ) : null}
      <AskDialog
        label="Mark paid"
        of={number}
        title={`${number} was paid by bank transfer?`}
        description={`${left} is booked from the bank, and Stripe asks for nothing more. It cannot be undone.`}
        text={{
          field: "reference",
          label: "Transfer",
          hint: "As the bank's statement names it.",
          placeholder: "SEPA 4711",
        }}
        done={orWaits(`${number} is paid`)}
        send={({ text }) => actions.markPaid({ invoiceId, reference: text })}
      />
      <AskDialog
        label="Credit"
        of={number}
        title={`Credit a part of ${number}`}
        description={`At most ${left}, tax included. Revenue and tax give it back in the proportion in which the month charged them.`}
        amount={{
          label: `Amount (${currency})`,
          hint: `Above ${formatMoney(APPROVAL_LIMIT_MICROS[currency], currency)} another person must approve it.`,
        }}
        text={{ field: "reason", label: "Reason", hint: "The customer reads it on the credit note." }}
        done={(answer) =>
          (answer as { state?: string }).state === "requested"
            ? "Waits for another person"
            : `A part of ${number} is credited`
        }
        send={({ text, amount, key }) => actions.credit({ invoiceId, amount, reason: text, idempotencyKey: key })}
      />
      <AskDialog
        label="Void"
        of={number}
        title={`Void ${number}?`}
        description={`${left} is not asked for by it any more: it is on the customer's balance again, and on the next statement. It cannot be undone.`}
        text={{ field: "reason", label: "Reason" }}
        done={orWaits(`${number} is void`)}
        send={({ text }) => actions.voidInvoice({ invoiceId, reason: text })}
      />
    </span>
  );
}
