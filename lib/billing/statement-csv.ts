import { minorUnitMicros } from "@/lib/core/money";
import type { StatementContent } from "./content-hash";

const HEAD = [
  "statement",
  "line",
  "type",
  "lease",
  "sku",
  "units",
  "seconds",
  "price_per_unit_hour",
  "from",
  "to",
  "description",
  "currency",
  "amount_exact",
  "amount_rounded",
];

/** Micros as a decimal with all six places: nothing of the ledger's figure is lost. */
function exact(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0");
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** A cell that a spreadsheet would take for a formula is made text by an apostrophe. */
function cell(value: string): string {
  const safe = /^[=+@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Opening, every line, rounding and closing: exact to the micro, and rounded as the document has it. Credit is positive. */
export function renderStatementCsv(content: StatementContent): string {
  const { number, currency, lines } = content;
  const unit = minorUnitMicros(currency);
  const rounded = (minor: bigint) => exact(minor * unit);
  const summary = (type: string, description: string, micros: string, minor: string) => [
    number,
    "",
    type,
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    description,
    currency,
    micros,
    minor,
  ];
  const rows = [
    HEAD,
    summary("opening", "Opening balance", exact(content.openingMicros), ""),
    ...lines.map((line) => [
      number,
      String(line.line),
      line.type,
      line.leaseId ?? "",
      line.skuCode ?? "",
      line.units === null ? "" : String(line.units),
      line.seconds === null ? "" : String(line.seconds),
      line.microsPerUnitHour === null ? "" : exact(line.microsPerUnitHour),
      line.from?.toISOString() ?? "",
      line.to?.toISOString() ?? "",
      line.description,
      currency,
      exact(line.amountMicros),
      rounded(line.amountMinor),
    ]),
    summary(
      "total",
      "Sum of the lines",
      exact(content.closingMicros - content.openingMicros),
      rounded(content.totalMinor),
    ),
    summary("rounding", "What rounding the lines adds", exact(content.roundingMicros), ""),
    summary("closing", "Closing balance", exact(content.closingMicros), ""),
  ];
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
