import { readCsv } from "@/lib/core/compliance/csv";
import type { ListedParty, PartyKind } from "@/lib/core/compliance/screening";
import { decodeList } from "./decode";
import { listFault, withLines } from "./list-fault";
import { distinct, tidyParty } from "./party";

const KINDS: Record<string, PartyKind> = { individual: "person", vessel: "vessel", aircraft: "other", "": "entity" };
const SDN_COLUMNS = 12;
const ALT_COLUMNS = 5;

/** OFAC writes what is absent as `-0-`. */
const given = (field: string) => (field.trim() === "-0-" ? "" : field.trim());

/**
 * OFAC's SDN list as CSV without a header (its data specification, dat_spec). Of sdn.csv: 1 ent_num, 2 SDN_Name, 3 SDN_Type, 4 Program
 * (several as `A] [B`), 12 Remarks (`DOB 1 Jan 1970; nationality Atlantis; …`). Of alt.csv: 1 ent_num, 4 alt_name. All others are not read.
 */
export function readOfacCsv(sdn: Uint8Array, alt: Uint8Array | null): ListedParty[] {
  return withLines(() => {
    const parties = new Map<string, ListedParty>();
    for (const { line, fields } of readCsv(decodeList(sdn), ",")) {
      if (fields.length !== SDN_COLUMNS)
        throw listFault(`${fields.length} columns where sdn.csv has ${SDN_COLUMNS}`, line);
      const [number, name, type, program] = fields.map(given) as [string, string, string, string];
      if (!/^\d+$/.test(number)) throw listFault("The first column is no entry number", line);
      if (parties.has(number)) throw listFault(`The entry ${number} is there twice`, line);
      const kind = KINDS[type.toLowerCase()] ?? "other";
      parties.set(
        number,
        tidyParty(
          {
            externalId: number,
            kind,
            names: [name],
            programs: program.split(/\]\s*\[/),
            ...remarks(given(fields[11]!)),
          },
          line,
        ),
      );
    }
    if (alt) addAliases(parties, alt);
    return [...parties.values()];
  });
}

function addAliases(parties: Map<string, ListedParty>, alt: Uint8Array) {
  for (const { line, fields } of readCsv(decodeList(alt), ",")) {
    if (fields.length !== ALT_COLUMNS)
      throw listFault(`${fields.length} columns where alt.csv has ${ALT_COLUMNS}`, line);
    const party = parties.get(fields[0]!.trim());
    if (!party)
      throw listFault(
        `alt.csv names the entry ${fields[0]}, which sdn.csv does not have: the two are not of one day`,
        line,
      );
    party.names = distinct([...party.names, given(fields[3]!)]);
  }
}

function remarks(text: string): Pick<ListedParty, "countries" | "birthDates"> {
  const parts = text.replace(/\.$/, "").split(/;\s*/);
  const after = (start: RegExp) => parts.flatMap((part) => (start.test(part) ? [part.replace(start, "")] : []));
  return {
    countries: distinct(after(/^(?:alt\. )?(?:nationality|citizen|POB) /i)),
    birthDates: distinct(after(/^(?:alt\. )?DOB /i)),
  };
}
