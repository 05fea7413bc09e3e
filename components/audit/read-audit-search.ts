import { readTableState } from "@/components/data-table/table-state";

export type Search = Record<string, string | string[] | undefined>;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";

/** A day, or nothing where it is none. */
function dayOf(value: string | string[] | undefined): string {
  const text = one(value);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.startsWith(text);
  return isDay ? text : "";
}

/** What an audit page's address asks for: the table's own state, days, and on the desk an organization. */
export function readAuditSearch(search: Search) {
  const table = readTableState(search, { filters: ["area", "who"] });
  const days = { fromDay: dayOf(search.from), toDay: dayOf(search.to) };
  const organizationId = one(search.organization).slice(0, 40);
  const keep = Object.fromEntries(
    ["q", "area", "who", "organization"].map((name) => [name, one(search[name])]).filter(([, value]) => value !== ""),
  ) as Record<string, string>;
  const filter = {
    q: table.q.slice(0, 200),
    areas: table.filters.area ?? [],
    actors: table.filters.who ?? [],
    fromDay: days.fromDay || undefined,
    toDay: days.toDay || undefined,
    limit: table.pageSize,
    offset: table.offset,
  };
  return { filter, days, keep, organizationId, pageSize: table.pageSize };
}
