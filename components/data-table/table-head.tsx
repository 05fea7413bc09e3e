"use client";

import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { DataColumn, SortState } from "./types";

type ColumnHeadProps<Row> = {
  column: DataColumn<Row>;
  sort: SortState | null;
  onSort: (sort: SortState | null) => void;
  className?: string;
};

/** First click up, second down, third back to the order that the list came in. */
function nextSort(id: string, sort: SortState | null): SortState | null {
  if (sort?.id !== id) return { id, desc: false };
  return sort.desc ? null : { id, desc: true };
}

export function ColumnHead<Row>({ column, sort, onSort, className }: ColumnHeadProps<Row>) {
  const sortable = column.sortable !== false;
  const active = sort?.id === column.id ? sort : null;
  const Arrow = active ? (active.desc ? ArrowDown : ArrowUp) : ChevronsUpDown;
  return (
    <th
      scope="col"
      aria-sort={active ? (active.desc ? "descending" : "ascending") : sortable ? "none" : undefined}
      className={cn(headClasses, column.align === "right" && "text-right", className)}
    >
      {sortable ? (
        <button
          type="button"
          onClick={() => onSort(nextSort(column.id, active))}
          className={cn(
            "group -mx-1.5 inline-flex h-6 items-center gap-1 rounded-sm px-1.5 hover:bg-accent hover:text-foreground",
            active && "text-foreground",
            column.align === "right" && "flex-row-reverse",
          )}
        >
          {column.header}
          <Arrow
            aria-hidden
            className={cn(
              "size-3 shrink-0",
              !active && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
            )}
          />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

export const headClasses =
  "sticky z-10 h-9 whitespace-nowrap border-b bg-card px-3 text-left first:pl-4 last:pr-4 font-medium text-muted-foreground text-xs";
