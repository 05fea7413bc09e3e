import type { ListedParty } from "@/lib/core/compliance/screening";
import { readHeaderCsv } from "./header-csv";
import { listFault } from "./list-fault";

/**
 * The EU's consolidated financial sanctions (FSF, CSV with semicolons): one row an alias, address, birth date or identification, several of
 * one Entity_LogicalId. Read are Entity_LogicalId, Entity_SubjectType_ClassificationCode (P, E) or Entity_SubjectType, Entity_Regulation_Programme,
 * NameAlias_WholeName, BirthDate_BirthDate, BirthDate_CountryIso2Code, Citizenship_CountryIso2Code, Address_CountryIso2Code.
 */
export function readEuCsv(content: Uint8Array): ListedParty[] {
  return readHeaderCsv(content, ";", ["Entity_LogicalId", "NameAlias_WholeName"], (cells, line) => {
    const externalId = cells("Entity_LogicalId");
    if (!externalId) throw listFault("The row has no Entity_LogicalId", line);
    const type = cells("Entity_SubjectType_ClassificationCode") || cells("Entity_SubjectType");
    return {
      externalId,
      kind: /^p/i.test(type) ? "person" : "entity",
      names: [cells("NameAlias_WholeName")],
      programs: [cells("Entity_Regulation_Programme")],
      countries: [
        cells("BirthDate_CountryIso2Code"),
        cells("Citizenship_CountryIso2Code"),
        cells("Address_CountryIso2Code"),
      ],
      birthDates: [cells("BirthDate_BirthDate")],
    };
  });
}
