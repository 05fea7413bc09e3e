import { type Currency, formatMoney, minorUnitMicros, toMinorUnits } from "@/lib/core/money";
import { dueMinor, type StatementKind, type StatementLine, type StatementLineType } from "./statement";

const CHARGES: Record<StatementKind, readonly StatementLineType[]> = {
  usage_statement: ["usage", "adjustment", "sla_credit"],
  invoice: ["usage", "adjustment", "sla_credit"],
  settlement: ["usage", "adjustment", "sla_credit", "commitment"],
};

interface Statement {
  kind: StatementKind;
  currency: Currency;
  openingMicros: bigint;
  closingMicros: bigint;
  totalMinor: bigint;
  lines: readonly StatementLine[];
}

export interface DocumentRow {
  line: StatementLine;
  /** As the document prints it: what a customer is charged and what an operator earns is above zero. */
  amountMinor: bigint;
}

/** A statement as people read it: what the month came to, then what that and everything else did to the balance. In minor units. */
export interface StatementDocument {
  charges: DocumentRow[];
  taxes: DocumentRow[];
  subtotalMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  openingMinor: bigint;
  /** Everything but charges and tax, with the sign that it has on the balance. */
  movements: StatementLine[];
  roundingMinor: bigint;
  closingMinor: bigint;
  /** Of an invoice. */
  dueMinor: bigint;
}

const sum = (rows: readonly { amountMinor: bigint }[]) => rows.reduce((total, row) => total + row.amountMinor, 0n);

/** opening ± total + movements + rounding = closing, in minor units; only rounding is computed from the others. */
export function documentOf(statement: Statement): StatementDocument {
  const { kind, currency, lines } = statement;
  const sign = kind === "settlement" ? 1n : -1n;
  const printed = (line: StatementLine) => ({ line, amountMinor: sign * line.amountMinor });
  const isCharge = (line: StatementLine) => CHARGES[kind].includes(line.type);
  const charges = lines.filter(isCharge).map(printed);
  const taxes = lines.filter((line) => line.type === "tax").map(printed);
  const openingMinor = toMinorUnits(statement.openingMicros, currency);
  const closingMinor = toMinorUnits(statement.closingMicros, currency);
  return {
    charges,
    taxes,
    subtotalMinor: sum(charges),
    taxMinor: sum(taxes),
    totalMinor: sum(charges) + sum(taxes),
    openingMinor,
    movements: lines.filter((line) => !isCharge(line) && line.type !== "tax"),
    roundingMinor: closingMinor - openingMinor - statement.totalMinor,
    closingMinor,
    dueMinor: kind === "invoice" ? dueMinor(statement, currency) : 0n,
  };
}

export function formatMinor(minor: bigint, currency: Currency): string {
  return formatMoney(minor * minorUnitMicros(currency), currency);
}

/** `720:00:00`, hours without an end. */
export function formatDuration(seconds: bigint): string {
  const sign = seconds < 0n ? "-" : "";
  const all = seconds < 0n ? -seconds : seconds;
  const two = (part: bigint) => String(part).padStart(2, "0");
  return `${sign}${all / 3_600n}:${two((all / 60n) % 60n)}:${two(all % 60n)}`;
}
