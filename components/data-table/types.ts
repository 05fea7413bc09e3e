import type { ReactNode } from "react";

export type CellValue = string | number | bigint | boolean | null | undefined;

export type FilterOption = { value: string; label: string };

export type DataColumn<Row> = {
  id: string;
  header: string;
  /** What the column is sorted, searched, filtered and exported by. A bigint is money in micros; CSV writes it as an exact decimal. */
  value: (row: Row) => CellValue;
  cell?: (row: Row) => ReactNode;
  align?: "right";
  sortable?: boolean;
  /** `true` offers the values that the rows hold; server-side paging needs the options spelled out. */
  filter?: true | readonly FilterOption[];
  /** Off until chosen in the columns menu. */
  hidden?: boolean;
  hideable?: boolean;
  /** The card's title on narrow screens, and the row's link where the table has `rowHref`. */
  primary?: boolean;
  csv?: (row: Row) => string;
  className?: string;
};

export type SortState = { id: string; desc: boolean };
