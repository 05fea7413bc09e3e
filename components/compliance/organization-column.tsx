import Link from "next/link";
import type { DataColumn } from "@/components/data-table/types";

/** Whose it is, with the way to all that compliance knows of it. */
export function organizationColumn<
  Row extends { organizationId: string; organizationName: string },
>(): DataColumn<Row> {
  return {
    id: "organization",
    header: "Organization",
    value: (row) => row.organizationName,
    cell: (row) => (
      <Link
        href={`/desk/compliance/organizations/${row.organizationId}`}
        className="rounded-sm text-primary hover:underline"
      >
        {row.organizationName}
      </Link>
    ),
  };
}
