import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CustomersTable } from "@/components/desk/customers-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { CUSTOMER_SORTS, listCustomers } from "@/lib/leases/customer-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Customers" };

export default async function CustomersPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { defaultSort: "runway" });
  const by = CUSTOMER_SORTS.find((one) => one === table.sort?.id) ?? "runway";
  const page = await listCustomers(ctx, {
    q: table.q,
    sort: { by, desc: table.sort?.desc ?? false },
    limit: table.pageSize,
    offset: table.offset,
  });
  return (
    <PageBody>
      <PageHeader
        title="Customers"
        description="Who runs out first, balances, what is set aside for running leases, and burn per hour."
      />
      <CustomersTable
        total={page.total}
        pageSize={table.pageSize}
        rows={page.customers.map((customer) => ({
          ...customer,
          runwaySeconds: customer.runwaySeconds === null ? null : Number(customer.runwaySeconds),
          lookedAt: customer.lookedAt?.toISOString() ?? null,
          createdAt: customer.createdAt.toISOString(),
          balanceMicros: String(customer.balanceMicros),
          heldMicros: String(customer.heldMicros),
          burnMicrosPerHour: String(customer.burnMicrosPerHour),
        }))}
      />
    </PageBody>
  );
}
