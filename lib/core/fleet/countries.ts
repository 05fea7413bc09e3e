import { COUNTRY_NAMES } from "./country-names";

export const COUNTRY_CODES: readonly string[] = Object.keys(COUNTRY_NAMES);

export function isCountryCode(text: string): boolean {
  return Object.hasOwn(COUNTRY_NAMES, text);
}

export function countryName(code: string): string {
  return isCountryCode(code) ? COUNTRY_NAMES[code]! : code;
}

/** To choose from, by name. */
export function countryChoices(): { value: string; label: string }[] {
  return COUNTRY_CODES.map((code) => ({ value: code, label: `${countryName(code)} (${code})` })).sort((a, b) =>
    a.label.localeCompare(b.label, "en"),
  );
}
