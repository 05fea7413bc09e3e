import type { ListedParty, PartyKind } from "@/lib/core/compliance/screening";
import { decodeList } from "./decode";
import { listFault } from "./list-fault";
import { tidyParty } from "./party";
import { nodes, readXml, textOf, textsOf } from "./read-xml";

const NAME_PARTS = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];

/**
 * The Security Council's consolidated list: `CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL` and `…/ENTITIES/ENTITY` with DATAID, the four name
 * parts, NAME_ORIGINAL_SCRIPT, …_ALIAS/ALIAS_NAME, UN_LIST_TYPE, REFERENCE_NUMBER, NATIONALITY/VALUE, INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY,
 * ENTITY_ADDRESS/COUNTRY, INDIVIDUAL_DATE_OF_BIRTH (DATE or YEAR).
 */
export function readUnXml(content: Uint8Array): ListedParty[] {
  const document = readXml(decodeList(content));
  if (!("CONSOLIDATED_LIST" in document)) throw listFault("There is no CONSOLIDATED_LIST: this is not the UN's list");
  const read = (kind: PartyKind, group: string, name: string) =>
    nodes(document, "CONSOLIDATED_LIST", group, name).map((entry): ListedParty => {
      const externalId = textOf(entry, "DATAID");
      if (!externalId) throw listFault(`One of ${group} has no DATAID`);
      return tidyParty({
        externalId,
        kind,
        names: [
          NAME_PARTS.map((part) => textOf(entry, part)).join(" "),
          ...textsOf(entry, `${name}_ALIAS`, "ALIAS_NAME"),
          textOf(entry, "NAME_ORIGINAL_SCRIPT"),
        ],
        programs: [textOf(entry, "UN_LIST_TYPE"), textOf(entry, "REFERENCE_NUMBER")],
        countries: [
          ...textsOf(entry, "NATIONALITY", "VALUE"),
          ...textsOf(entry, "INDIVIDUAL_PLACE_OF_BIRTH", "COUNTRY"),
          ...textsOf(entry, "ENTITY_ADDRESS", "COUNTRY"),
        ],
        birthDates: [
          ...textsOf(entry, "INDIVIDUAL_DATE_OF_BIRTH", "DATE"),
          ...textsOf(entry, "INDIVIDUAL_DATE_OF_BIRTH", "YEAR"),
        ],
      });
    });
  return [...read("person", "INDIVIDUALS", "INDIVIDUAL"), ...read("entity", "ENTITIES", "ENTITY")];
}
