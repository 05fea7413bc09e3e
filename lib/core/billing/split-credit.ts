import { jurisdictionOf } from "./invoice-items";
import { divideHalfEven, type StatementLine } from "./statement";

export interface CreditPart {
  /** Null: what was charged without tax. */
  jurisdiction: string | null;
  micros: bigint;
}

/**
 * What a credit of an invoice takes back of revenue and of each jurisdiction's tax, in the proportion in which the month charged them; exact: the
 * parts are the amount, and what rounding leaves is revenue's. Where a month charged nothing it is all revenue.
 */
export function splitCredit(
  amountMicros: bigint,
  lines: readonly Pick<StatementLine, "type" | "description" | "amountMicros">[],
): CreditPart[] {
  const charged = lines.filter(({ type }) => ["usage", "adjustment", "sla_credit", "tax"].includes(type));
  const totalMicros = -charged.reduce((sum, line) => sum + line.amountMicros, 0n);
  const taxes = new Map<string, bigint>();
  for (const { type, description, amountMicros: moved } of charged) {
    const jurisdiction = type === "tax" ? jurisdictionOf(description) : null;
    if (jurisdiction) taxes.set(jurisdiction, (taxes.get(jurisdiction) ?? 0n) - moved);
  }
  if (totalMicros <= 0n) return [{ jurisdiction: null, micros: amountMicros }];
  const parts: CreditPart[] = [...taxes]
    .map(([jurisdiction, micros]) => ({ jurisdiction, micros: divideHalfEven(amountMicros * micros, totalMicros) }))
    .filter(({ micros }) => micros > 0n);
  const net = amountMicros - parts.reduce((sum, { micros }) => sum + micros, 0n);
  return [{ jurisdiction: null, micros: net }, ...parts].filter(({ micros }) => micros !== 0n);
}
