import { createHash } from "node:crypto";
import type { StatementParties } from "@/db/schema";
import type { StatementKind, StatementLine } from "@/lib/core/billing/statement";
import type { Currency } from "@/lib/core/money";

/** All that a statement says, as its documents print it and its hash covers it. */
export interface StatementContent {
  kind: StatementKind;
  organizationId: string;
  currency: Currency;
  month: string;
  number: string;
  issuedAt: Date;
  highWater: bigint;
  /** Of the statement before: the two are chained. */
  previousHash: string | null;
  openingMicros: bigint;
  closingMicros: bigint;
  totalMinor: bigint;
  roundingMicros: bigint;
  parties: StatementParties;
  lines: StatementLine[];
}

/** JSON with keys in alphabetical order, money as decimal text and instants in ISO form: the database keeps JSON in an order of its own. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Hex SHA-256 of the canonical content. */
export function contentHash(content: StatementContent): string {
  return createHash("sha256").update(canonical(content)).digest("hex");
}
