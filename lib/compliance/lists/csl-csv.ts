import type { ListedParty, PartyKind } from "@/lib/core/compliance/screening";
import { readHeaderCsv } from "./header-csv";
import { listFault } from "./list-fault";

const KINDS: Record<string, PartyKind> = {
  individual: "person",
  entity: "entity",
  vessel: "vessel",
  aircraft: "other",
};
const several = (text: string) => text.split(/;\s*/);

/**
 * The US Consolidated Screening List of trade.gov as CSV, several values of a column parted by semicolons. Read are _id (or source and
 * entity_number), source, type, programs, name, alt_names, nationalities, citizenships, places_of_birth, dates_of_birth. One row is one party.
 */
export function readCslCsv(content: Uint8Array): ListedParty[] {
  return readHeaderCsv(content, ",", ["source", "name", "alt_names"], (cells, line) => {
    const externalId = cells("_id") || `${cells("source")}:${cells("entity_number")}`;
    if (externalId.endsWith(":")) throw listFault("The row has neither _id nor entity_number", line);
    if (!cells("name")) throw listFault("The row has no name", line);
    return {
      externalId,
      kind: KINDS[cells("type").toLowerCase()] ?? "other",
      names: [cells("name"), ...several(cells("alt_names"))],
      programs: [cells("source"), ...several(cells("programs"))],
      countries: [cells("nationalities"), cells("citizenships"), cells("places_of_birth")].flatMap(several),
      birthDates: several(cells("dates_of_birth")),
    };
  });
}
