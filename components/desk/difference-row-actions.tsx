"use client";

import { Money } from "@/components/layout/money";
import { RowAction } from "@/components/terms/row-action";
import type { Wire } from "@/components/wire";
import { needsApproval } from "@/lib/core/ledger/adjustments";
import { formatMoney, isCurrency } from "@/lib/core/money";
import {
  movementKindOf,
  RECONCILIATION_ACCOUNT_TITLES,
  RECONCILIATION_ACCOUNTS,
  type ReconciliationAccount,
} from "@/lib/core/payments/movement-kinds";
import type { listDifferences } from "@/lib/payments/reconciliation/queries";
import type { ActionResult } from "@/lib/web/action-result";
import { AskDialog } from "./ask-dialog";

type Listed = Awaited<ReturnType<typeof listDifferences>>["differences"][number];
export type DifferenceRow = Wire<Listed["difference"] & Pick<Listed, "decidedByName">>;

type Answer<T = unknown> = Promise<ActionResult<T>>;

export interface DifferenceActions {
  lookAgain(input: { differenceId: string }): Answer<{ isGone: boolean }>;
  book(input: { differenceId: string; account: ReconciliationAccount; reason: string }): Answer;
  accept(input: { differenceId: string; reason: string }): Answer;
}

const HINT = "In 10 to 200 characters. Kept with it and in the audit log.";

/** The ways out of an open difference. */
export function DifferenceRowActions({ row, actions }: { row: DifferenceRow; actions: DifferenceActions }) {
  if (row.state !== "open") return null;
  const { id: differenceId, subject, currency } = row;
  const difference = BigInt(row.stripeMicros) - BigInt(row.booksMicros);
  const amount = formatMoney(difference, currency);
  const plain = row.kind === "missing_in_books" ? movementKindOf(row.type)?.bookAs : undefined;
  const accounts = RECONCILIATION_ACCOUNTS.filter((account) =>
    plain ? account === plain.account : row.proposedAccount === null || account === row.proposedAccount,
  );
  const needsAnother = !plain && isCurrency(currency) && needsApproval(difference, currency);
  return (
    <span className="flex justify-end gap-1 max-sm:flex-wrap max-sm:justify-start">
      <RowAction
        label="Look again"
        of={subject}
        question={`Look again at ${subject}?`}
        consequence="Fetches from Stripe what it is about, books what was missed, and compares anew. Nothing is booked twice."
        stakes={[{ label: "Difference", value: <Money micros={difference} currency={currency} signed /> }]}
        send={async () => {
          const result = await actions.lookAgain({ differenceId });
          if (!result.ok || result.data.isGone) return result;
          const message = "It is still there. Book it, or accept it with a reason.";
          return { ok: false, error: { code: "precondition_failed", message, requestId: "" } };
        }}
      />
      <AskDialog
        label="Book"
        of={subject}
        title={`Book ${amount} of ${subject}?`}
        description={`The ledger's clearing account then says what Stripe does. A booking is reversed, never deleted.${needsAnother ? " It is above the limit of one person: another must book the same." : ""}`}
        choice={{
          field: "account",
          label: "Held against",
          options: accounts.map((value) => ({ value, label: RECONCILIATION_ACCOUNT_TITLES[value] })),
        }}
        text={{ field: "reason", label: "Reason", hint: HINT }}
        done={(answer) =>
          (answer as { state?: string } | null)?.state === "proposed" ? "Waits for another person" : "Booked"
        }
        send={({ text, choice }) =>
          actions.book({ differenceId, account: choice as ReconciliationAccount, reason: text })
        }
      />
      <AskDialog
        label="Accept"
        of={subject}
        title={`Accept ${amount} of ${subject}?`}
        description="Nothing is booked. It is open again as soon as Stripe or the books change."
        text={{ field: "reason", label: "Reason", hint: HINT }}
        done="Accepted"
        send={({ text }) => actions.accept({ differenceId, reason: text })}
      />
    </span>
  );
}
