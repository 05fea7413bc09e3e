import { MICROS_PER_UNIT, parseMoney } from "@/lib/core/money";
import type { RetailBasis } from "./retail";

/** A price as a person types it: the form and the verb read it with the same function. */
export interface RetailInput {
  basis: "amount" | "margin";
  amount?: string | undefined;
  marginPercent?: string | undefined;
  floor?: string | undefined;
  /** Empty: none. */
  cap?: string | undefined;
}

export type RetailInputFields = Partial<Record<"amount" | "marginPercent" | "floor" | "cap", string[]>>;
export type RetailInputResult = { ok: true; value: RetailBasis } | { ok: false; fields: RetailInputFields };

/** What a unit is: beyond `most` micros for one and hour a slip of the finger is likelier than a price. */
export const PRICED_UNITS = {
  compute: { name: "accelerator-hour", most: 1_000n * MICROS_PER_UNIT, mostText: "1000", example: "2.50" },
  /** A GiB-month is some cents: a tenth of a cent per GiB and hour would be 73 cents a month, and the bound is ten times that. */
  storage: { name: "GiB-hour", most: MICROS_PER_UNIT / 100n, mostText: "0.01", example: "0.00014" },
} as const;
export type PricedUnit = keyof typeof PRICED_UNITS;

const MAX_MARGIN_BPS = 100_000;

type Parsed<T> = { value: T } | { reason: string };
const refuse = (reason: string) => ({ reason });

function parsePrice(text: string | undefined, unit: PricedUnit, zeroAllowed: boolean): Parsed<bigint> {
  const { name, most, mostText, example } = PRICED_UNITS[unit];
  if (!text?.trim()) return refuse(`Enter an amount per ${name}.`);
  const micros = parseMoney(text);
  if (micros === null) return refuse(`Enter an amount such as ${example}, with up to six decimals.`);
  if (micros < 0n) return refuse("A price is never negative.");
  if (micros === 0n && !zeroAllowed) return refuse("A price is more than zero; withdraw the price to stop selling.");
  return micros > most ? refuse(`A price is at most ${mostText} per ${name}.`) : { value: micros };
}

function parseMargin(text: string | undefined): Parsed<number> {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text?.trim() ?? "");
  if (!match) return refuse("Enter a percentage over wholesale such as 30 or 12.5; a margin is never negative.");
  const bps = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return bps > MAX_MARGIN_BPS ? refuse("A margin is at most 1000 % over wholesale.") : { value: bps };
}

function parseCap(text: string | undefined, unit: PricedUnit, floor: Parsed<bigint>): Parsed<bigint | null> {
  if (!text?.trim()) return { value: null };
  const cap = parsePrice(text, unit, false);
  const isUnderFloor = "value" in cap && "value" in floor && cap.value < floor.value;
  return isUnderFloor ? refuse("A cap is never under the floor.") : cap;
}

export function parseRetailInput(input: RetailInput, unit: PricedUnit = "compute"): RetailInputResult {
  if (input.basis === "amount") {
    const amount = parsePrice(input.amount, unit, false);
    if ("reason" in amount) return { ok: false, fields: { amount: [amount.reason] } };
    return { ok: true, value: { basis: "amount", amountMicros: amount.value } };
  }
  const margin = parseMargin(input.marginPercent);
  const floor = parsePrice(input.floor, unit, true);
  const cap = parseCap(input.cap, unit, floor);
  if ("value" in margin && "value" in floor && "value" in cap)
    return {
      ok: true,
      value: { basis: "margin", marginBps: margin.value, floorMicros: floor.value, capMicros: cap.value },
    };
  const fields: RetailInputFields = {};
  if ("reason" in margin) fields.marginPercent = [margin.reason];
  if ("reason" in floor) fields.floor = [floor.reason];
  if ("reason" in cap) fields.cap = [cap.reason];
  return { ok: false, fields };
}
