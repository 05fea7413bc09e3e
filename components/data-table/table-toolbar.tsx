"use client";

import { Columns3, Download, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { NativeSelect } from "@/components/ui/native-select";
import { ColumnFilter, filterOptions } from "./column-filter";
import { SearchBox } from "./search-box";
import type { DataColumn } from "./types";
import type { TableQuery } from "./use-table-query";

type TableToolbarProps<Row> = {
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  query: TableQuery;
  search: boolean | string;
  onDownload: () => void;
  children?: ReactNode;
};

export function TableToolbar<Row>(props: TableToolbarProps<Row>) {
  const { label, columns, rows, query, search } = props;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {search ? (
        <SearchBox
          label={`Search ${label.toLowerCase()}`}
          placeholder={typeof search === "string" ? search : "Search"}
          value={query.q}
          onChange={query.setQ}
        />
      ) : null}
      {columns
        .filter((column) => column.filter)
        .map((column) => (
          <ColumnFilter
            key={column.id}
            label={column.header}
            options={filterOptions(column, rows)}
            selected={query.filters[column.id] ?? []}
            onChange={(values) => query.setFilter(column.id, values)}
          />
        ))}
      {query.isNarrowed ? (
        <Button variant="ghost" onClick={query.clear}>
          <X aria-hidden />
          Clear
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-2 max-sm:ml-0 max-sm:w-full">
        <SortSelect columns={columns} query={query} />
        {props.children}
        <ColumnsMenu columns={columns} query={query} />
        <Button onClick={props.onDownload} aria-label={`Download ${label.toLowerCase()} as CSV`}>
          <Download aria-hidden className="text-muted-foreground" />
          <span className="max-sm:sr-only">CSV</span>
        </Button>
      </div>
    </div>
  );
}

type MenuProps<Row> = { columns: readonly DataColumn<Row>[]; query: TableQuery };

function ColumnsMenu<Row>({ columns, query }: MenuProps<Row>) {
  const hideable = columns.filter((column) => column.hideable !== false && !column.primary);
  if (hideable.length === 0) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Columns3 aria-hidden className="text-muted-foreground" />
          <span className="max-sm:sr-only">Columns</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="max-h-80">
        {hideable.map((column) => (
          <DropdownMenuCheckboxItem
            key={column.id}
            checked={!query.hidden.includes(column.id)}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={(shown) =>
              query.setHidden(shown ? query.hidden.filter((id) => id !== column.id) : [...query.hidden, column.id])
            }
          >
            {column.header}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Cards have no column heads to sort by. */
function SortSelect<Row>({ columns, query }: MenuProps<Row>) {
  const value = query.sort ? `${query.sort.desc ? "-" : ""}${query.sort.id}` : "";
  const sortable = columns.filter((column) => column.sortable !== false);
  if (sortable.length === 0) return null;
  return (
    <NativeSelect
      aria-label="Sort by"
      className="min-w-0 flex-1 sm:hidden"
      value={value}
      onChange={(event) => {
        const text = event.target.value;
        query.setSort(text ? { id: text.replace(/^-/, ""), desc: text.startsWith("-") } : null);
      }}
    >
      <option value="">Sort by</option>
      {sortable.flatMap((column) => [
        <option key={column.id} value={column.id}>
          {column.header}, up
        </option>,
        <option key={`-${column.id}`} value={`-${column.id}`}>
          {column.header}, down
        </option>,
      ])}
    </NativeSelect>
  );
}
