import type { Currency } from "@/lib/core/money";
import { documentOf } from "./document";
import type { StatementKind, StatementLine } from "./statement";

interface Statement {
  kind: StatementKind;
  currency: Currency;
  openingMicros: bigint;
  closingMicros: bigint;
  totalMinor: bigint;
  lines: readonly StatementLine[];
}

export interface InvoiceItem {
  /** What it is found again by. */
  key: string;
  description: string;
  amountMinor: bigint;
}

/** Rows that are listed by themselves; a payment provider takes some hundreds, and the document has them all. */
const MOST_ROWS = 100;
const LONGEST = 250;

/**
 * An invoice's rows as a payment page shows them, adding up to what is due to the minor unit: each charge, all tax, and in one what was on the
 * balance before and moved it otherwise (payments, credit, the invoice of the month before and what it covered).
 */
export function invoiceItemsOf(statement: Statement): InvoiceItem[] {
  const paper = documentOf(statement);
  const rows = paper.charges.map(({ line, amountMinor }) => ({
    key: `line ${line.line}`,
    description: line.description.slice(0, LONGEST),
    amountMinor,
  }));
  const listed = rows.length > MOST_ROWS ? rows.slice(0, MOST_ROWS - 1) : rows;
  const others = rows.slice(listed.length);
  const sum = (items: readonly { amountMinor: bigint }[]) => items.reduce((total, one) => total + one.amountMinor, 0n);
  const more = {
    key: "more",
    description: `${others.length} further lines, see the document`,
    amountMinor: sum(others),
  };
  const tax = { key: "tax", description: "Tax", amountMinor: paper.taxMinor };
  const before = {
    key: "before",
    description: "Balance before, payments and credit",
    amountMinor: paper.dueMinor - paper.totalMinor,
  };
  return [...listed, more, tax, before].filter((item) => item.amountMinor !== 0n);
}

/** Of a tax line: `DE` in `VAT DE 19 %`, `US-CA` in `Tax US-CA on corrections`. Null where it names none. */
export function jurisdictionOf(description: string): string | null {
  return /(?:^| )([A-Z]{2}(?:-[A-Z0-9]{1,3})?)(?= (?:[0-9]|on ))/.exec(description)?.[1] ?? null;
}
