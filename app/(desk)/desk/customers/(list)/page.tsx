import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CustomersTable } from "@/components/desk/customers-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { listCustomers } from "@/lib/leases/customer-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Customers" };

export default async function CustomersPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams);
  const page = await listCustomers(ctx, { q: table.q, limit: table.pageSize, offset: table.offset });
  return (
    <PageBody>
      <PageHeader
        title="Customers"
        description="Prepaid balances, what is set aside for running leases, and burn per hour."
      />
      <CustomersTable
        total={page.total}
        pageSize={table.pageSize}
        rows={page.customers.map((customer) => ({
          ...customer,
          createdAt: customer.createdAt.toISOString(),
          balanceMicros: String(customer.balanceMicros),
          heldMicros: String(customer.heldMicros),
          burnMicrosPerHour: String(customer.burnMicrosPerHour),
        }))}
      />
    </PageBody>
  );
}
