import type { SortState } from "./types";

export const DEFAULT_PAGE_SIZE = 25;

type SearchParams = Record<string, string | string[] | undefined>;

type ReadOptions = { name?: string; filters?: readonly string[]; pageSize?: number; defaultSort?: string };

export type TableState = {
  q: string;
  sort: SortState | null;
  page: number;
  pageSize: number;
  offset: number;
  filters: Record<string, string[]>;
};

export function tableKey(name: string | undefined, key: string): string {
  return name ? `${name}.${key}` : key;
}

/** `-createdAt` is newest first. */
export function parseSort(text: string): SortState | null {
  const id = text.replace(/^-/, "");
  return id ? { id, desc: text.startsWith("-") } : null;
}

/** The state that a DataTable keeps in the URL, for the server that pages for it. Ids are not checked: match them against a list. */
export function readTableState(searchParams: SearchParams, options: ReadOptions = {}): TableState {
  const read = (key: string) => {
    const value = searchParams[tableKey(options.name, key)];
    return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
  };
  const pageSize = options.pageSize ?? DEFAULT_PAGE_SIZE;
  const asked = Number.parseInt(read("page"), 10);
  const page = Number.isSafeInteger(asked) && asked > 0 ? Math.min(asked, 1_000_000) : 1;
  const filters: Record<string, string[]> = {};
  for (const id of options.filters ?? []) filters[id] = read(id).split(",").filter(Boolean);
  return {
    q: read("q").trim(),
    sort: parseSort(read("sort") || (options.defaultSort ?? "")),
    page,
    pageSize,
    offset: (page - 1) * pageSize,
    filters,
  };
}
