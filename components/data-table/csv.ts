import { MICROS_PER_UNIT } from "@/lib/core/money";
import type { DataColumn } from "./types";

/** Micros as a plain decimal, exact: `-1234.567890`. */
function decimal(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = (magnitude % MICROS_PER_UNIT).toString().padStart(6, "0");
  return `${micros < 0n ? "-" : ""}${magnitude / MICROS_PER_UNIT}.${fraction}`;
}

/** A spreadsheet would run a text that begins like a formula; a quote mark in front keeps it text. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "bigint" ? decimal(value) : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv<Row>(columns: readonly DataColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((column) => cellText(column.header)).join(",")];
  for (const row of rows) {
    lines.push(columns.map((column) => cellText(column.csv ? column.csv(row) : column.value(row))).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

export function downloadCsv(name: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
