import Link from "next/link";
import type { DataColumn } from "@/components/data-table/types";

/** Whose it is, with the way to the customer's page. */
export function customerColumn<Row extends { organizationId: string; organizationName: string }>(): DataColumn<Row> {
  return {
    id: "customer",
    header: "Customer",
    sortable: false,
    value: (row) => row.organizationName,
    cell: (row) => (
      <Link href={`/desk/customers/${row.organizationId}`} className="rounded-sm text-primary hover:underline">
        {row.organizationName}
      </Link>
    ),
  };
}
