import { type Currency, MICROS_PER_UNIT } from "@/lib/core/money";

/** Tenants' accounts that the desk may move by hand, and the platform's that a movement is held against. */
export const ADJUSTABLE_KINDS = [
  "customer_prepaid",
  "customer_receivable",
  "operator_payable",
  "operator_held",
] as const;
export const CONTRA_KINDS = [
  "platform_revenue",
  "platform_capacity_cost",
  "sla_expense",
  "bad_debt",
  "rounding",
  "bank",
] as const;
export type AdjustableKind = (typeof ADJUSTABLE_KINDS)[number];
export type ContraKind = (typeof CONTRA_KINDS)[number];

/** Beyond this a second person must approve. */
export const APPROVAL_LIMIT_MICROS: Record<Currency, bigint> = {
  USD: 100n * MICROS_PER_UNIT,
  CNY: 700n * MICROS_PER_UNIT,
  JPY: 15_000n * MICROS_PER_UNIT,
};
export const LARGEST_ADJUSTMENT_MICROS = 10_000_000n * MICROS_PER_UNIT;

export function needsApproval(amountMicros: bigint, currency: Currency): boolean {
  const magnitude = amountMicros < 0n ? -amountMicros : amountMicros;
  return magnitude > APPROVAL_LIMIT_MICROS[currency];
}

/** A customer's own accounts are adjusted for customers, an operator's for operators. */
export function ownerKindOf(kind: AdjustableKind): "customer" | "operator" {
  return kind.startsWith("customer_") ? "customer" : "operator";
}
