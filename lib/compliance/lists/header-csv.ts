import { readCsv } from "@/lib/core/compliance/csv";
import type { ListedParty } from "@/lib/core/compliance/screening";
import { decodeList } from "./decode";
import { listFault, withLines } from "./list-fault";
import { mergeParties } from "./party";

/** A column's value in the row, empty where the file has no such column. */
type Cells = (column: string) => string;

/** A list with a line of column names; rows that have another number of fields say that the file is cut off or damaged. */
export function readHeaderCsv(
  content: Uint8Array,
  separator: "," | ";",
  needed: readonly string[],
  read: (cells: Cells, line: number) => ListedParty,
): ListedParty[] {
  return withLines(() => {
    const rows = readCsv(decodeList(content), separator);
    const header = rows.next().value?.fields.map((name) => name.trim()) ?? [];
    const lacking = needed.filter((name) => !header.includes(name));
    if (lacking.length > 0) throw listFault(`The first line has no column ${lacking.join(", ")}`, 1);
    const places = new Map(header.map((name, at) => [name, at]));
    const parties: ListedParty[] = [];
    for (const { line, fields } of rows) {
      if (fields.length !== header.length)
        throw listFault(`${fields.length} columns where the first line names ${header.length}`, line);
      parties.push(read((column) => fields[places.get(column) ?? -1]?.trim() ?? "", line));
    }
    return mergeParties(parties);
  });
}
