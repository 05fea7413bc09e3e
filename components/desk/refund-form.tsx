"use client";

import type { Currency } from "@/lib/core/money";
import { type MoneyMove, MoneyMoveForm, type MoneyMoveResult } from "./money-move-form";

interface RefundFormProps {
  customerId: string;
  customerName: string;
  currency: Currency;
  refund: (input: Omit<MoneyMove, "currency">) => Promise<MoneyMoveResult>;
}

export function RefundForm({ refund, ...props }: RefundFormProps) {
  const { customerName } = props;
  return (
    <MoneyMoveForm
      {...props}
      tone="danger"
      texts={{
        action: "Refund customer",
        amountLabel: "Refund",
        question: `Refund ${customerName}?`,
        description:
          "It leaves the balance at once and goes back to the cards that it came from, the last payment first. Stripe keeps its fee. What does not arrive is put back.",
        done: `${customerName} refunded`,
        reasonLabel: "Why",
        reasonHint: "Kept with the refund; the customer reads it among the movements.",
        placeholder: "Closes the account",
      }}
      move={({ currency: _, ...input }) => refund(input)}
    />
  );
}
