import { MICROS_PER_UNIT, parseMoney } from "@/lib/core/money";
import type { RetailBasis } from "./retail";

/** A price as a person types it: the form and the verb read it with the same function. */
export interface RetailInput {
  basis: "amount" | "margin";
  amount?: string | undefined;
  marginPercent?: string | undefined;
  floor?: string | undefined;
}

export type RetailInputFields = Partial<Record<"amount" | "marginPercent" | "floor", string[]>>;
export type RetailInputResult = { ok: true; value: RetailBasis } | { ok: false; fields: RetailInputFields };

/** Beyond these a slip of the finger is likelier than a price. */
const MAX_UNITS_PER_HOUR = 1_000n;
const MAX_MARGIN_BPS = 100_000;

function parsePrice(text: string | undefined, zeroAllowed: boolean): bigint | string {
  if (!text?.trim()) return "Enter an amount per accelerator-hour.";
  const micros = parseMoney(text);
  if (micros === null) return "Enter an amount such as 2.50, with up to six decimals.";
  if (micros < 0n) return "A price is never negative.";
  if (micros === 0n && !zeroAllowed) return "A price is more than zero; withdraw the price to stop selling.";
  if (micros > MAX_UNITS_PER_HOUR * MICROS_PER_UNIT)
    return `A price is at most ${MAX_UNITS_PER_HOUR} per accelerator-hour.`;
  return micros;
}

function parseMargin(text: string | undefined): number | string {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text?.trim() ?? "");
  if (!match) return "Enter a percentage over wholesale such as 30 or 12.5; a margin is never negative.";
  const bps = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return bps > MAX_MARGIN_BPS ? "A margin is at most 1000 % over wholesale." : bps;
}

export function parseRetailInput(input: RetailInput): RetailInputResult {
  if (input.basis === "amount") {
    const amountMicros = parsePrice(input.amount, false);
    if (typeof amountMicros === "string") return { ok: false, fields: { amount: [amountMicros] } };
    return { ok: true, value: { basis: "amount", amountMicros } };
  }
  const marginBps = parseMargin(input.marginPercent);
  const floorMicros = parsePrice(input.floor, true);
  if (typeof marginBps !== "string" && typeof floorMicros !== "string")
    return { ok: true, value: { basis: "margin", marginBps, floorMicros } };
  const fields: RetailInputFields = {};
  if (typeof marginBps === "string") fields.marginPercent = [marginBps];
  if (typeof floorMicros === "string") fields.floor = [floorMicros];
  return { ok: false, fields };
}
