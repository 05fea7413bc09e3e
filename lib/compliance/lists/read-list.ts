import type { ListedParty, ListFormat } from "@/lib/core/compliance/screening";
import { readCslCsv } from "./csl-csv";
import { readEuCsv } from "./eu-csv";
import { listFault } from "./list-fault";
import { readOfacCsv } from "./ofac-csv";
import { readOfacXml } from "./ofac-xml";
import { readUnXml } from "./un-xml";

const READERS: Record<ListFormat, (content: Uint8Array, alt: Uint8Array | null) => ListedParty[]> = {
  "ofac-csv": readOfacCsv,
  "ofac-xml": readOfacXml,
  "un-xml": readUnXml,
  "eu-csv": readEuCsv,
  "csl-csv": readCslCsv,
};

/** The parties of a published list; one that holds none is refused, for it would take everybody off. */
export function readList(format: ListFormat, content: Uint8Array, alt: Uint8Array | null): ListedParty[] {
  if (alt && format !== "ofac-csv") throw listFault("Only OFAC's sdn.csv has a second file, alt.csv");
  const parties = READERS[format](content, alt);
  if (parties.length === 0) throw listFault("There is nobody in the file");
  const ids = new Set(parties.map(({ externalId }) => externalId));
  if (ids.size !== parties.length) throw listFault("An entry is there twice");
  return parties;
}
