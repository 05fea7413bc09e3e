"use client";

import type { RowData } from "@tanstack/react-table";
import { type ReactNode, useRef } from "react";
import { EmptyState } from "@/components/layout/empty-state";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Pagination } from "@/components/ui/pagination";
import { downloadCsv, toCsv } from "./csv";
import { ColumnHead, headClasses } from "./table-head";
import { DataRow } from "./table-row";
import { DEFAULT_PAGE_SIZE } from "./table-state";
import { TableToolbar } from "./table-toolbar";
import type { DataColumn } from "./types";
import { useOverflows } from "./use-overflows";
import { useRowKeys } from "./use-row-keys";
import { useTableQuery } from "./use-table-query";
import { useTableRows } from "./use-table-rows";

type DataTableProps<Row> = {
  /** The accessible name, in the plural: "Instances". */
  label: string;
  /** Keep it outside the component or memoised: a new array makes a new table. */
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowHref?: (row: Row) => string;
  rowActions?: (row: Row) => ReactNode;
  empty: ReactNode;
  search?: boolean | string;
  toolbar?: ReactNode;
  name?: string;
  csvName?: string;
  defaultSort?: string;
  pageSize?: number;
  /** Given, the rows are one page of so many, and the server searches, filters, sorts and pages (`readTableState`). */
  total?: number;
};

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, total, search = true, pageSize = DEFAULT_PAGE_SIZE } = props;
  const query = useTableQuery({
    columns,
    name: props.name,
    defaultSort: props.defaultSort ?? "",
    serverSide: total !== undefined,
  });
  const view = useTableRows({ columns, rows, rowId, query, pageSize, total });
  const shown = columns.filter((column) => column.primary || !query.hidden.includes(column.id));

  if (rows.length === 0 && !query.isNarrowed && query.page === 1) {
    return <div className="rounded-lg border border-dashed bg-card">{props.empty}</div>;
  }
  const from = (view.page - 1) * pageSize;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <TableToolbar
        label={label}
        columns={columns}
        rows={rows}
        query={query}
        search={search}
        onDownload={() => downloadCsv(props.csvName ?? label, toCsv(shown, view.exportRows))}
      >
        {props.toolbar}
      </TableToolbar>
      <TableFrame label={label} isPending={query.isPending}>
        {(headTop) => (
          <>
            {/* made anew where it sticks to something else: Chromium may keep the old offset over the first row until something scrolls */}
            <thead key={headTop} className="max-sm:hidden">
              <tr>
                {shown.map((column) => (
                  <ColumnHead
                    key={column.id}
                    column={column}
                    sort={query.sort}
                    onSort={query.setSort}
                    className={headTop}
                  />
                ))}
                {props.rowActions ? (
                  <th scope="col" className={cn(headClasses, headTop)}>
                    <span className="sr-only">Actions</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody className="max-sm:block">
              {view.pageRows.map(({ id, row }) => (
                <DataRow
                  key={id}
                  row={row}
                  columns={shown}
                  href={props.rowHref?.(row)}
                  actions={props.rowActions?.(row)}
                />
              ))}
              {view.pageRows.length === 0 ? (
                <tr className="max-sm:block">
                  <td colSpan={shown.length + (props.rowActions ? 1 : 0)} className="max-sm:block">
                    <EmptyState
                      icon="search"
                      title={`No ${label.toLowerCase()} match`}
                      description="Nothing fits the search and the filters together."
                      action={<Button onClick={query.clear}>Clear search and filters</Button>}
                    />
                  </td>
                </tr>
              ) : null}
            </tbody>
          </>
        )}
      </TableFrame>
      <Pagination
        label={label}
        page={view.page}
        pageCount={view.pageCount}
        onPage={query.setPage}
        summary={view.count === 0 ? "0 rows" : `${from + 1} to ${from + view.pageRows.length} of ${view.count}`}
      />
    </div>
  );
}

type TableFrameProps = { label: string; isPending: boolean; children: (headTop: string) => ReactNode };

function TableFrame({ label, isPending, children }: TableFrameProps) {
  const frame = useRef<HTMLElement>(null);
  const overflows = useOverflows(frame);
  useRowKeys(frame);
  return (
    <section
      ref={frame}
      data-table
      aria-label={label}
      aria-busy={isPending}
      tabIndex={overflows ? 0 : undefined}
      className={cn(
        "rounded-lg border bg-card transition-opacity",
        overflows ? "max-h-[75dvh] overflow-auto" : "overflow-clip",
        isPending && "opacity-60",
      )}
    >
      <table className="w-full border-separate border-spacing-0 text-left max-sm:block">
        <caption className="sr-only">{label}</caption>
        {children(overflows ? "top-0" : "top-[var(--sticky-top,0px)]")}
      </table>
    </section>
  );
}
