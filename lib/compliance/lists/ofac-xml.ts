import type { ListedParty, PartyKind } from "@/lib/core/compliance/screening";
import { decodeList } from "./decode";
import { listFault } from "./list-fault";
import { tidyParty } from "./party";
import { nodes, readXml, textOf, textsOf } from "./read-xml";

const KINDS: Record<string, PartyKind> = { individual: "person", entity: "entity", vessel: "vessel" };

/**
 * OFAC's sdn.xml: `sdnList/sdnEntry` with uid, firstName, lastName, sdnType, programList/program, akaList/aka (firstName, lastName),
 * nationalityList, citizenshipList, placeOfBirthList, dateOfBirthList. Addresses, ids and the weak/strong mark of an alias are not read.
 */
export function readOfacXml(content: Uint8Array): ListedParty[] {
  const document = readXml(decodeList(content));
  if (!("sdnList" in document)) throw listFault("There is no sdnList: this is not OFAC's sdn.xml");
  return nodes(document, "sdnList", "sdnEntry").map((entry) => {
    const externalId = textOf(entry, "uid");
    if (!/^\d+$/.test(externalId)) throw listFault("An sdnEntry has no uid");
    const nameOf = (node: typeof entry) => `${textOf(node, "firstName")} ${textOf(node, "lastName")}`;
    return tidyParty({
      externalId,
      kind: KINDS[textOf(entry, "sdnType").toLowerCase()] ?? "other",
      names: [nameOf(entry), ...nodes(entry, "akaList", "aka").map(nameOf)],
      programs: textsOf(entry, "programList", "program"),
      countries: [
        ...textsOf(entry, "nationalityList", "nationality", "country"),
        ...textsOf(entry, "citizenshipList", "citizenship", "country"),
        ...textsOf(entry, "placeOfBirthList", "placeOfBirthItem", "placeOfBirth"),
      ],
      birthDates: textsOf(entry, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth"),
    });
  });
}
