import { type Currency, minorUnitMicros, toMinorUnits } from "@/lib/core/money";

export type StatementKind = "usage_statement" | "invoice" | "settlement";

export const STATEMENT_TITLES: Record<StatementKind, string> = {
  usage_statement: "Usage statement",
  invoice: "Invoice",
  settlement: "Settlement statement",
};

/** Number series of each kind: `INV-2026-000001`. */
export const SERIES: Record<StatementKind, string> = { usage_statement: "STM", invoice: "INV", settlement: "SET" };

/** In the order in which a document lists them. */
export const STATEMENT_LINE_TYPES = [
  "usage",
  "adjustment",
  "sla_credit",
  "tax",
  "commitment",
  "hold_back",
  "promo",
  "top_up",
  "conversion",
  "manual",
  "payout",
  "other",
] as const;
export type StatementLineType = (typeof STATEMENT_LINE_TYPES)[number];

export const LINE_TITLES: Record<StatementLineType, string> = {
  usage: "Usage",
  adjustment: "Corrections",
  sla_credit: "SLA credits",
  tax: "Tax",
  commitment: "Commitment",
  hold_back: "Hold-back",
  promo: "Promotional credit",
  top_up: "Payments received",
  conversion: "Currency conversion",
  manual: "Adjustments",
  payout: "Payouts",
  other: "Other movements",
};

export interface LineDraft {
  type: StatementLineType;
  leaseId: string | null;
  skuCode: string | null;
  microsPerUnitHour: bigint | null;
  units: number | null;
  seconds: bigint | null;
  description: string;
  /** What it adds to the party's account, credit positive. */
  amountMicros: bigint;
  from: Date | null;
  to: Date | null;
}

export interface StatementLine extends LineDraft {
  /** From 1. */
  line: number;
  amountMinor: bigint;
}

export interface StatementTotals {
  closingMicros: bigint;
  /** Σ of the rounded lines. */
  totalMinor: bigint;
  /** What rounding the lines adds to what the ledger has: total − Σ lines, at most half a minor unit a line. */
  roundingMicros: bigint;
}

const text = (line: LineDraft) =>
  [
    line.leaseId ?? "",
    line.from?.toISOString() ?? "",
    line.skuCode ?? "",
    line.description,
    String(line.microsPerUnitHour ?? ""),
    String(line.amountMicros),
  ].join("|");

function compare(a: LineDraft, b: LineDraft): number {
  const byType = STATEMENT_LINE_TYPES.indexOf(a.type) - STATEMENT_LINE_TYPES.indexOf(b.type);
  if (byType !== 0) return byType;
  const [left, right] = [text(a), text(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Numbers drafts in the one order that depends on nothing but what they say, each rounded half to even by itself. */
export function numberLines(drafts: readonly LineDraft[], currency: Currency): StatementLine[] {
  return [...drafts].sort(compare).map((draft, at) => ({
    ...draft,
    line: at + 1,
    amountMinor: toMinorUnits(draft.amountMicros, currency),
  }));
}

/** closing = opening + Σ lines, exactly; rounding is what the document's minor units differ by. */
export function totalsOf(
  lines: readonly Pick<StatementLine, "amountMicros" | "amountMinor">[],
  openingMicros: bigint,
  currency: Currency,
): StatementTotals {
  const movedMicros = lines.reduce((sum, line) => sum + line.amountMicros, 0n);
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n);
  return {
    closingMicros: openingMicros + movedMicros,
    totalMinor,
    roundingMicros: totalMinor * minorUnitMicros(currency) - movedMicros,
  };
}

/**
 * What an invoice asks for, in minor units: what the rounded opening balance and the rounded lines come to below zero. Zero where the
 * account is not below zero. The last invoice is in the opening balance and, moved to the receivable, in the lines; the two cancel.
 */
export function dueMinor(
  statement: { openingMicros: bigint; closingMicros: bigint; totalMinor: bigint },
  currency: Currency,
): bigint {
  const owed = -(toMinorUnits(statement.openingMicros, currency) + statement.totalMinor);
  return statement.closingMicros < 0n && owed > 0n ? owed : 0n;
}

/** Half to even, of a quotient of integers; the divisor is above zero. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n;
  const quotient = (dividend * sign) / divisor;
  const twice = ((dividend * sign) % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return sign * (up ? quotient + 1n : quotient);
}
