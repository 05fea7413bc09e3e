/** Money is an integer number of micro-units (1 USD = 1,000,000 micros) in a bigint; a `number` never carries it. */
export const MICROS_PER_UNIT = 1_000_000n;

/** ISO 4217 minor-unit exponents of the currencies that we can name. */
const MINOR_EXPONENT = { USD: 2, CNY: 2, JPY: 0 } as const;
export const CURRENCIES = ["USD", "CNY", "JPY"] as const;
/** What the platform settles with operators in. */
export const OFFER_CURRENCIES = ["USD", "CNY"] as const;
export type Currency = (typeof CURRENCIES)[number];

const SYMBOL: Record<Currency, string> = { USD: "$", CNY: "CN¥", JPY: "¥" };

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(MINOR_EXPONENT, value);
}

/** Micros in one minor unit: 10,000 in a cent. */
export function minorUnitMicros(currency: Currency): bigint {
  return 10n ** BigInt(6 - MINOR_EXPONENT[currency]);
}

/** Micros to the currency's minor units, half to even: the only rounding that a document may do, once per line. */
export function toMinorUnits(micros: bigint, currency: Currency): bigint {
  const divisor = minorUnitMicros(currency);
  const sign = micros < 0n ? -1n : 1n;
  const magnitude = micros * sign;
  const quotient = magnitude / divisor;
  const twice = (magnitude % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return sign * (up ? quotient + 1n : quotient);
}

/** The smaller of two amounts: `Math.min` takes no bigint. */
export function lesserOf(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * `$1,234.56`, with a minus sign in front where negative. `minor` rounds half to even, `micros` shows all six places,
 * `trimmed` shows at least the minor unit's places and no trailing zero beyond them (prices).
 */
export function formatMoney(
  micros: bigint,
  currency: string,
  options: { precision?: "minor" | "micros" | "trimmed" } = {},
): string {
  const known = isCurrency(currency) ? currency : null;
  const exponent = known ? MINOR_EXPONENT[known] : 2;
  const prefix = known ? SYMBOL[known] : `${currency} `;
  const precision = options.precision ?? "minor";
  const rounded = precision === "minor" ? toMinorUnits(micros, known ?? "USD") : micros;
  const sign = rounded < 0n ? "-" : "";
  const places = precision === "minor" ? exponent : 6;
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(places + 1, "0");
  const whole = group(digits.slice(0, digits.length - places));
  let fraction = digits.slice(digits.length - places);
  if (precision === "trimmed") fraction = fraction.slice(0, exponent) + fraction.slice(exponent).replace(/0+$/, "");
  return `${sign}${prefix}${whole}${places > 0 && fraction ? `.${fraction}` : ""}`;
}

/** What `parseMoney` reads back: `1250.5`. */
export function plainDecimal(micros: bigint): string {
  const sign = micros < 0n ? "-" : "";
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0");
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
}

/** A decimal amount as a person types it (`12`, `1,250.5`, `0.000001`) to micros; null where it is not one. */
export function parseMoney(text: string): bigint | null {
  const match = /^(-?)(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const micros = BigInt(whole.replaceAll(",", "")) * MICROS_PER_UNIT + BigInt(fraction.padEnd(6, "0"));
  return sign === "-" ? -micros : micros;
}
