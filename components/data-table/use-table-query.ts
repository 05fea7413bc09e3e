"use client";

import { debounce, parseAsArrayOf, parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import { parseSort, tableKey } from "./table-state";
import type { DataColumn, SortState } from "./types";

const SEARCH_DEBOUNCE_MS = 250;

type QueryOptions<Row> = {
  columns: readonly DataColumn<Row>[];
  name: string | undefined;
  defaultSort: string;
  serverSide: boolean;
};

export type TableQuery = {
  q: string;
  sort: SortState | null;
  page: number;
  hidden: readonly string[];
  filters: Record<string, string[]>;
  isNarrowed: boolean;
  isPending: boolean;
  setQ: (q: string) => void;
  setSort: (sort: SortState | null) => void;
  setPage: (page: number) => void;
  setHidden: (ids: string[]) => void;
  setFilter: (id: string, values: string[]) => void;
  clear: () => void;
};

const listParser = parseAsArrayOf(parseAsString);

/** A table's state lives in the URL alone, so that a link or a reload shows the same rows. */
export function useTableQuery<Row>({ columns, name, defaultSort, serverSide }: QueryOptions<Row>): TableQuery {
  const [isPending, startTransition] = useTransition();
  const base = useMemo(
    () => ({
      q: parseAsString.withDefault(""),
      sort: parseAsString.withDefault(defaultSort),
      page: parseAsInteger.withDefault(1),
      hide: listParser.withDefault(columns.filter((column) => column.hidden).map((column) => column.id)),
    }),
    [columns, defaultSort],
  );
  const filterParsers = useMemo(
    () => Object.fromEntries(columns.filter((column) => column.filter).map((column) => [column.id, listParser])),
    [columns],
  );
  const options = {
    history: "replace" as const,
    shallow: !serverSide,
    clearOnDefault: true,
    ...(serverSide ? { startTransition } : {}),
  };
  const [state, setState] = useQueryStates(base, {
    ...options,
    urlKeys: prefixed(name, ["q", "sort", "page", "hide"]),
  });
  const [filterState, setFilters] = useQueryStates(filterParsers, {
    ...options,
    urlKeys: prefixed(name, Object.keys(filterParsers)),
  });
  const filters = useMemo(
    () => Object.fromEntries(Object.entries(filterState).map(([id, values]) => [id, values ?? []])),
    [filterState],
  );
  const sort = useMemo(() => parseSort(state.sort), [state.sort]);

  return {
    q: state.q,
    sort,
    page: Math.max(1, state.page),
    hidden: state.hide,
    filters,
    isNarrowed: state.q !== "" || Object.values(filters).some((values) => values.length > 0),
    isPending,
    setQ: (q) =>
      void setState(
        { q: q || null, page: null },
        serverSide ? { limitUrlUpdates: q ? debounce(SEARCH_DEBOUNCE_MS) : undefined } : {},
      ),
    setSort: (sort) => void setState({ sort: sort ? `${sort.desc ? "-" : ""}${sort.id}` : null, page: null }),
    setPage: (page) => void setState({ page: page > 1 ? page : null }, { history: "push" }),
    setHidden: (ids) => void setState({ hide: ids }),
    setFilter: (id, values) => {
      void setFilters({ [id]: values.length > 0 ? values : null });
      void setState({ page: null });
    },
    clear: () => {
      void setFilters(null);
      void setState({ q: null, page: null });
    },
  };
}

function prefixed<K extends string>(name: string | undefined, keys: readonly K[]): Partial<Record<K, string>> {
  return Object.fromEntries(keys.map((key) => [key, tableKey(name, key)])) as Partial<Record<K, string>>;
}
