import type { ListedParty } from "@/lib/core/compliance/screening";
import { toStorable } from "@/lib/core/text";
import { listFault } from "./list-fault";

const MOST_NAMES = 400;
const LONGEST_NAME = 1_000;

/** Without doubles and blanks, within what any list really has. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => toStorable(text).replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME)))].filter(
    Boolean,
  );
}

export function tidyParty(party: ListedParty, line?: number): ListedParty {
  const names = distinct(party.names).slice(0, MOST_NAMES);
  if (names.length === 0) throw listFault(`The entry ${party.externalId} has no name`, line);
  return {
    ...party,
    names,
    programs: distinct(party.programs),
    countries: distinct(party.countries),
    birthDates: distinct(party.birthDates),
  };
}

/** Several rows of one number are one party, the first row's name first. */
export function mergeParties(parties: readonly ListedParty[]): ListedParty[] {
  const merged = new Map<string, ListedParty>();
  for (const party of parties) {
    const known = merged.get(party.externalId);
    if (!known) {
      merged.set(party.externalId, { ...party, names: [...party.names] });
      continue;
    }
    for (const part of ["names", "programs", "countries", "birthDates"] as const) known[part].push(...party[part]);
  }
  return [...merged.values()].map((party) => tidyParty(party));
}
