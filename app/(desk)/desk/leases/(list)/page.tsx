import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { LeasesTable, StuckLeasesTable } from "@/components/desk/leases-table";
import { toLeaseRow } from "@/components/desk/to-lease-row";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { listDeskLeases, listStuckLeases } from "@/lib/leases/desk-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Leases" };

export default async function LeasesPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state"] });
  const [stuck, page] = await Promise.all([
    listStuckLeases(ctx),
    listDeskLeases(ctx, {
      q: table.q,
      states: table.filters.state ?? [],
      limit: table.pageSize,
      offset: table.offset,
    }),
  ]);
  return (
    <PageBody>
      <PageHeader title="Leases" description="Every customer's leases, those that need a person first." />
      {stuck.length > 0 ? (
        <Section
          title="Need attention"
          description="Unreachable, past a limit, or failed within a day; the longest waiting first."
        >
          <StuckLeasesTable rows={stuck.map(toLeaseRow)} />
        </Section>
      ) : null}
      <Section title="All leases">
        <LeasesTable rows={page.leases.map(toLeaseRow)} total={page.total} pageSize={table.pageSize} />
      </Section>
    </PageBody>
  );
}
