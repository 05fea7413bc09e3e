import type { Metadata } from "next";
import Link from "next/link";
import { readTableState } from "@/components/data-table/table-state";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { Offered } from "@/components/layout/offered";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { InstancesTable } from "@/components/leases/instances-table";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { LEASE_STATES } from "@/lib/core/leases/states";
import { listProjects } from "@/lib/identity/projects/queries";
import { listLeaseMaintenance } from "@/lib/leases/lease-maintenance";
import { listLeases } from "@/lib/leases/queries";
import { listLeaseCosts } from "@/lib/metering/cost-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Instances" };

const PAGE_SIZE = 25;
const SORTS = ["requestedAt", "name", "state"] as const;

interface InstancesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstancesPage({ searchParams }: InstancesPageProps) {
  const ctx = await requireContext("customer");
  const table = readTableState(await searchParams, {
    filters: ["state", "project"],
    pageSize: PAGE_SIZE,
    defaultSort: "-requestedAt",
  });
  const by = SORTS.find((column) => column === table.sort?.id) ?? "requestedAt";
  const projects = await listProjects(ctx);
  const { leases, total } = await listLeases(ctx, {
    limit: PAGE_SIZE,
    offset: table.offset,
    q: table.q,
    states: LEASE_STATES.filter((state) => table.filters.state?.includes(state)),
    projectIds: table.filters.project ?? [],
    sort: { by, desc: table.sort?.desc ?? true },
  });
  const ids = leases.map((lease) => lease.id);
  const [costs, windows] = await Promise.all([
    listLeaseCosts(ctx, ids),
    listLeaseMaintenance(ctx, ids, { onlyAhead: true }),
  ]);
  const rows = leases.map((lease) => {
    const cost = costs.get(lease.id);
    const next = windows.findLast((window) => window.leaseId === lease.id);
    const maintenance = next ? toWire({ ...next, isNow: next.state === "active" }) : null;
    return {
      ...toWire(lease),
      maintenance,
      costMicros: String((cost?.bookedMicros ?? 0n) + (cost?.unbookedMicros ?? 0n)),
    };
  });
  return (
    <PageBody>
      <AutoRefresh everyMs={10_000} />
      <PageHeader
        title="Instances"
        description="What you rent now and have rented. Cost is what is proven so far; open an instance to see it by the second."
        actions={
          <Offered to="lease.launch">
            <Button asChild variant="primary">
              <Link href="/catalogue">Launch an instance</Link>
            </Button>
          </Offered>
        }
      />
      <InstancesTable
        rows={rows}
        total={total}
        pageSize={PAGE_SIZE}
        projects={projects.map(({ id, name }) => ({ id, name }))}
      />
    </PageBody>
  );
}
