"use client";

import type { Currency } from "@/lib/core/money";
import { type MoneyMove, MoneyMoveForm, type MoneyMoveResult } from "./money-move-form";

interface CreditFormProps {
  customerId: string;
  customerName: string;
  currency: Currency;
  credit: (input: Omit<MoneyMove, "reason"> & { reference: string }) => Promise<MoneyMoveResult>;
}

export function CreditForm({ credit, ...props }: CreditFormProps) {
  const { customerName } = props;
  return (
    <MoneyMoveForm
      {...props}
      tone="primary"
      texts={{
        action: "Credit customer",
        amountLabel: "Amount",
        question: `Credit ${customerName}?`,
        description:
          "It is booked at once, from the bank account to the prepaid balance. A booking is reversed, never deleted.",
        done: `${customerName} credited`,
        reasonLabel: "Reference",
        reasonHint: "The bank transfer's reference, or why it is given.",
        placeholder: "Transfer 2026-11-24, invoice 118",
      }}
      move={({ reason, ...input }) => credit({ ...input, reference: reason })}
    />
  );
}
