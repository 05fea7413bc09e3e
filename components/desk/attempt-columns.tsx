import type { DataColumn } from "@/components/data-table/types";

/** How often something was tried, and what went wrong the last time. */
export function attemptColumns<Row extends { attempts: number; error: string | null }>(): DataColumn<Row>[] {
  return [
    { id: "attempts", header: "Attempts", align: "right", sortable: false, value: (row) => row.attempts },
    {
      id: "error",
      header: "Error",
      sortable: false,
      value: (row) => row.error,
      cell: (row) =>
        row.error ? (
          <span className="block max-w-72 text-pretty whitespace-normal">{row.error}</span>
        ) : (
          <span className="text-muted-foreground">-</span>
        ),
    },
  ];
}
