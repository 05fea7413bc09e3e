"use client";

import {
  type ColumnDef,
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  type RowData,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import type { CellValue, DataColumn } from "./types";
import type { TableQuery } from "./use-table-query";

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  filteredRowModel: createFilteredRowModel(),
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compareValues(a: CellValue, b: CellValue): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === "string" || typeof b === "string") return collator.compare(String(a), String(b));
  return a < b ? -1 : 1;
}

/** Every word must occur somewhere in the row, in any column. */
function matches<Row>(row: Row, columns: readonly DataColumn<Row>[], search: string): boolean {
  const text = columns
    .map((column) => `${column.value(row) ?? ""} ${column.csv?.(row) ?? ""}`)
    .join(" ")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

type RowsOptions<Row> = {
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  query: TableQuery;
  pageSize: number;
  total: number | undefined;
};

export type TableRows<Row> = {
  pageRows: { id: string; row: Row }[];
  exportRows: Row[];
  count: number;
  page: number;
  pageCount: number;
};

/** Search, filters, order and paging of the rows; with `total`, the server has done all four. */
export function useTableRows<Row extends RowData>(options: RowsOptions<Row>): TableRows<Row> {
  const { columns, rows, rowId, query, pageSize, total } = options;
  const serverSide = total !== undefined;
  const columnDefs = useMemo<ColumnDef<typeof features, Row>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: column.value,
        sortFn: (a, b, id) => compareValues(a.getValue<CellValue>(id), b.getValue<CellValue>(id)),
        filterFn: (row, id, wanted: string[]) => wanted.includes(String(row.getValue<CellValue>(id) ?? "")),
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const state = useMemo(
    () => ({
      globalFilter: query.q,
      sorting: query.sort ? [query.sort] : [],
      columnFilters: Object.entries(query.filters).flatMap(([id, value]) => (value.length > 0 ? [{ id, value }] : [])),
    }),
    [query.q, query.sort, query.filters],
  );
  const table = useTable({
    features,
    columns: columnDefs,
    data,
    state,
    getRowId: rowId,
    globalFilterFn: (row, _columnId, search: string) => matches(row.original, columns, search),
    manualFiltering: serverSide,
    manualSorting: serverSide,
  });

  const sorted = table.getSortedRowModel().rows;
  const count = total ?? sorted.length;
  const pageCount = Math.max(1, Math.ceil(count / pageSize));
  const page = Math.min(query.page, pageCount);
  const shown = serverSide ? sorted : sorted.slice((page - 1) * pageSize, page * pageSize);
  return {
    pageRows: shown.map((row) => ({ id: row.id, row: row.original })),
    exportRows: sorted.map((row) => row.original),
    count,
    page,
    pageCount,
  };
}
