/** As Stripe has it; `planned` until it has a draft, `refused` where it would not take it. Overdue is open past its day (`isOverdue`). */
export const INVOICE_STATES = ["planned", "draft", "open", "paid", "void", "uncollectible", "refused"] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** A month's invoice is due this many days after it was sent. */
export const DAYS_UNTIL_DUE = 30;

interface Owed {
  amountMicros: bigint;
  paidMicros: bigint;
  creditedMicros: bigint;
}

/** What is still asked for. */
export function unpaidMicros({ amountMicros, paidMicros, creditedMicros }: Owed): bigint {
  return amountMicros - paidMicros - creditedMicros;
}

export function isOverdue({ state, dueAt }: { state: InvoiceState; dueAt: Date | null }, at: Date): boolean {
  return state === "open" && dueAt !== null && dueAt <= at;
}
