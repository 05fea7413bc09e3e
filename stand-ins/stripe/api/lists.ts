import { invalid } from "../refusal";
import { idOf, type Thing } from "./world";

interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

const paging = new Set(["limit", "starting_after", "ending_before", "expand"]);

/** A page of v1, newest first: `created` may be a range, every other parameter is a field that must be equal. */
export function page(url: string, things: Thing[], params: Record<string, unknown>): object {
  const filters = Object.entries(params).filter(([name]) => !paging.has(name));
  const matching = things.filter((thing) => filters.every(([name, wanted]) => matches(thing, name, wanted)));
  const limit = (params.limit as number | undefined) ?? 10;
  if (limit < 1 || limit > 100) throw invalid("This value must be between 1 and 100.", "limit");
  const place = (param: string) => {
    const id = params[param];
    if (id === undefined) return -1;
    const found = matching.findIndex((thing) => thing.id === id);
    if (found < 0) throw invalid(`No such object: '${String(id)}'`, param, "resource_missing");
    return found;
  };
  const after = place("starting_after");
  const before = place("ending_before");
  const rest = before >= 0 ? matching.slice(0, before) : matching.slice(after + 1);
  const data = before >= 0 ? rest.slice(-limit) : rest.slice(0, limit);
  return { object: "list", data, has_more: rest.length > data.length, url };
}

function matches(thing: Thing, name: string, wanted: unknown): boolean {
  const value = (thing as unknown as Record<string, unknown>)[name];
  if (Array.isArray(wanted)) return wanted.includes(value);
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof value === "number") return isWithin(value, wanted as Range);
    return Object.entries(wanted).every(([inner, of]) => value !== null && matches(value as Thing, inner, of));
  }
  const plain = typeof value === "object" ? idOf(value as { id: string } | null) : value;
  return plain === wanted;
}

function isWithin(value: number, { gt, gte, lt, lte }: Range): boolean {
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

/** A list inside an object. */
export const wholeList = <T>(
  url: string,
  data: T[],
): { object: "list"; data: T[]; has_more: boolean; url: string } => ({
  object: "list",
  data,
  has_more: false,
  url,
});
