"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { DataColumn } from "./types";

type DataRowProps<Row> = {
  row: Row;
  columns: readonly DataColumn<Row>[];
  href: string | undefined;
  actions: ReactNode;
};

const INTERACTIVE = "a, button, input, select, label, [role=menuitem]";

export function DataRow<Row>({ row, columns, href, actions }: DataRowProps<Row>) {
  const router = useRouter();

  function open(event: MouseEvent) {
    if (!href || (event.target instanceof Element && event.target.closest(INTERACTIVE))) return;
    if (window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && href && event.target === event.currentTarget) router.push(href);
  }

  return (
    <tr
      data-row
      tabIndex={-1}
      onClick={href ? open : undefined}
      onKeyDown={onKeyDown}
      className={cn(
        "group -outline-offset-2 hover:bg-muted/60 focus:bg-muted max-sm:block max-sm:border-b max-sm:px-3 max-sm:py-2.5 max-sm:last:border-b-0",
        href && "cursor-pointer",
      )}
    >
      {columns.map((column) => (
        <DataCell key={column.id} column={column} row={row} href={column.primary ? href : undefined} />
      ))}
      {actions ? (
        <td className="h-9 border-b py-1 pr-4 pl-3 text-right group-last:border-b-0 max-sm:block max-sm:h-auto max-sm:border-0 max-sm:px-0 max-sm:pt-2 max-sm:text-left">
          {actions}
        </td>
      ) : null}
    </tr>
  );
}

type DataCellProps<Row> = { column: DataColumn<Row>; row: Row; href: string | undefined };

function DataCell<Row>({ column, row, href }: DataCellProps<Row>) {
  const content = column.cell ? column.cell(row) : plain(column.value(row));
  return (
    <td
      className={cn(
        "h-9 whitespace-nowrap border-b px-3 py-1 align-middle max-sm:whitespace-normal group-last:border-b-0 first:pl-4 last:pr-4",
        "max-sm:flex max-sm:h-auto max-sm:min-h-6 max-sm:items-center max-sm:justify-between max-sm:gap-4 max-sm:border-0 max-sm:px-0! max-sm:py-0.5",
        column.align === "right" && "tabular sm:text-right",
        column.primary && "font-medium max-sm:pb-1",
        column.className,
      )}
    >
      {column.primary ? null : (
        <span className="shrink-0 text-muted-foreground text-xs sm:hidden">{column.header}</span>
      )}
      {href ? (
        <Link href={href} className="rounded-sm hover:underline">
          {content}
        </Link>
      ) : (
        <span className={cn("min-w-0", column.primary ? "max-sm:break-words" : "max-sm:text-right")}>{content}</span>
      )}
    </td>
  );
}

function plain(value: ReturnType<DataColumn<unknown>["value"]>): ReactNode {
  if (value === null || value === undefined || value === "") return <span className="text-muted-foreground">-</span>;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return String(value);
}
