import type { Metadata } from "next";
import Link from "next/link";
import { HostTable } from "@/components/fleet/host-table";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { hostTableRow } from "@/components/fleet/rows";
import { EmptyState } from "@/components/layout/empty-state";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { listHosts } from "@/lib/fleet/host-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Hosts" };

export default async function HostsPage() {
  const ctx = await requireContext("operator");
  const hosts = await listHosts(ctx);
  return (
    <PageBody>
      <LiveRefresh intervalMs={5_000} />
      <PageHeader title="Hosts" description="Your machines, as their agents report them." />
      <HostTable
        showSite
        rows={hosts.map(hostTableRow)}
        empty={
          <EmptyState
            icon="hosts"
            title="No hosts yet"
            description="A host is enrolled at a site. Open the site, or create the first one, and choose Enrol host there."
            action={
              <Button asChild variant="primary">
                <Link href="/operator/sites">Go to sites</Link>
              </Button>
            }
          />
        }
      />
    </PageBody>
  );
}
