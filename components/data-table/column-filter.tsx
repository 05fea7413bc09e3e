"use client";

import { ListFilter } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { DataColumn, FilterOption } from "./types";

/** The values that the rows hold, in order, where the column does not spell its options out. */
export function filterOptions<Row>(column: DataColumn<Row>, rows: readonly Row[]): readonly FilterOption[] {
  if (column.filter !== true) return column.filter ?? [];
  const values = new Set(rows.map((row) => String(column.value(row) ?? "")).filter(Boolean));
  return [...values]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((value) => ({ value, label: value }));
}

type ColumnFilterProps = {
  label: string;
  options: readonly FilterOption[];
  selected: readonly string[];
  onChange: (values: string[]) => void;
};

export function ColumnFilter({ label, options, selected, onChange }: ColumnFilterProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button className={selected.length > 0 ? "border-primary" : "border-dashed"}>
          <ListFilter aria-hidden className="size-3.5 text-muted-foreground" />
          {label}
          {selected.length > 0 ? (
            <Badge tone="accent" className="tabular">
              {selected.length === 1 ? optionLabel(options, selected[0] ?? "") : selected.length}
            </Badge>
          ) : null}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-80">
        {options.map((option) => (
          <DropdownMenuCheckboxItem
            key={option.value}
            checked={selected.includes(option.value)}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={(checked) =>
              onChange(checked ? [...selected, option.value] : selected.filter((value) => value !== option.value))
            }
          >
            {option.label}
          </DropdownMenuCheckboxItem>
        ))}
        {selected.length > 0 ? (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => onChange([])}>Any {label.toLowerCase()}</DropdownMenuItem>
          </>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function optionLabel(options: readonly FilterOption[], value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}
