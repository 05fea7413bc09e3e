import type { Metadata } from "next";
import Link from "next/link";
import { ProvenanceAlert } from "@/components/compliance/provenance-alert";
import { AcceleratorGrid } from "@/components/fleet/accelerator-grid";
import { AcceleratorTable } from "@/components/fleet/accelerator-table";
import { FindingsAlert } from "@/components/fleet/findings-alert";
import { HostActions } from "@/components/fleet/host-actions";
import { HostFactsCard } from "@/components/fleet/host-facts-card";
import { HostLeaseTable } from "@/components/fleet/host-lease-table";
import { HostProblems } from "@/components/fleet/host-problems";
import { HostStanding } from "@/components/fleet/host-standing";
import { HostTimeline } from "@/components/fleet/host-timeline";
import { KeptBackAlert } from "@/components/fleet/kept-back-alert";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { OutsideReach } from "@/components/fleet/outside-reach";
import { PlanMaintenanceDialog } from "@/components/fleet/plan-maintenance-dialog";
import { plannableHost } from "@/components/fleet/rows";
import { HostStateBadge, HostStatusBadge } from "@/components/fleet/status";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { toWire } from "@/components/wire";
import { listBarredHosts } from "@/lib/compliance/provenance-queries";
import { totalOf } from "@/lib/core/fleet/accelerator-states";
import { standingOf } from "@/lib/core/fleet/lifecycle";
import { readTimelineFilter, readTimelinePosition } from "@/lib/core/fleet/timeline-filter";
import type { Permission } from "@/lib/core/permissions";
import { listHostFindings } from "@/lib/fleet/finding-queries";
import { getHostIdentity } from "@/lib/fleet/host-identity-queries";
import { listHostLeases } from "@/lib/fleet/host-lease-queries";
import { listAccelerators } from "@/lib/fleet/host-queries";
import { listHostTimeline } from "@/lib/fleet/timeline-queries";
import { isOffered } from "@/lib/identity/authorize";
import { listOutOfReach } from "@/lib/leases/reach-queries";
import { requireContext } from "@/lib/web/context";
import { submitMaintenance } from "../../maintenance/actions";
import { submitCordon, submitDrain, submitResume, submitRetirement, submitUncordon } from "../actions";
import { HostIdentity } from "./host-identity";
import { loadHost } from "./load-host";
import { TelemetrySection } from "./telemetry-section";

export const metadata: Metadata = { title: "Host" };

interface HostPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HostPage({ params, searchParams }: HostPageProps) {
  const ctx = await requireContext("operator");
  const hostId = (await params).id;
  const host = await loadHost(hostId);
  const { events, before: asked } = await searchParams;
  const filter = readTimelineFilter(events);
  const before = readTimelinePosition(asked);
  const [accelerators, leases, barred, outOfReach, findings, identity, timeline] = await Promise.all([
    listAccelerators(ctx, hostId),
    listHostLeases(ctx, hostId),
    listBarredHosts(ctx),
    listOutOfReach(ctx, hostId),
    listHostFindings(ctx, hostId),
    getHostIdentity(ctx, hostId),
    listHostTimeline(ctx, { hostId, filter, before }),
  ]);
  const may = (permission: Permission) => isOffered(ctx.actor, permission);
  const rows = accelerators.map((row) => ({ ...row, missingSince: row.missingSince?.toISOString() ?? null }));
  const leaseRows = leases.map(({ requestedAt, runningAt, endedAt, ...lease }) => ({
    ...lease,
    requestedAt: requestedAt.toISOString(),
    runningAt: runningAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  }));
  return (
    <PageBody>
      <LiveRefresh intervalMs={3_000} />
      <PageHeader
        title={host.name}
        badge={
          <>
            <HostStateBadge state={host.state} />
            <HostStatusBadge status={host.status} />
            {host.simulated ? <SimulatedBadge /> : null}
          </>
        }
        meta={
          <>
            <Id value={host.id} />
            <Link href={`/operator/sites/${host.siteId}`} className="text-primary hover:underline">
              {host.siteName}
            </Link>
            <span>
              last report <RelativeTime at={host.lastSeenAt.toISOString()} />
            </span>
          </>
        }
        actions={
          <>
            <HostActions
              host={{ id: hostId, name: host.name, standing: standingOf(host) }}
              send={{
                ...(may("host.manage") ? { drain: submitDrain, resume: submitResume } : {}),
                ...(may("host.cordon") ? { cordon: submitCordon, uncordon: submitUncordon } : {}),
                ...(may("host.retire") ? { retire: submitRetirement } : {}),
              }}
            />
            {may("host.manage") && !host.retiredAt ? (
              <PlanMaintenanceDialog hosts={[plannableHost(host)]} onPlan={submitMaintenance} />
            ) : null}
          </>
        }
      />
      <HostStanding host={host} />
      <KeptBackAlert state={host.state} keptBack={toWire(host.keptBack)} of={totalOf(host.accelerators)} />
      <ProvenanceAlert barred={barred.filter((one) => one.hostId === hostId)} />
      <FindingsAlert findings={findings} />
      <HostProblems
        status={host.status}
        problems={host.facts.problems}
        remarks={host.facts.remarks}
        lastSeenAt={host.lastSeenAt.toISOString()}
      />
      <OutsideReach rows={toWire(outOfReach)} />
      <Section title="Accelerators" description="As the host reports them now; missing ones stay listed.">
        {accelerators.length > 0 ? <AcceleratorGrid accelerators={accelerators} /> : null}
        <AcceleratorTable rows={rows} />
      </Section>
      <TelemetrySection ctx={ctx} hostId={hostId} searchParams={await searchParams} />
      <Section title="Leases" description="Active ones and those of the last 30 days. Customers stay unnamed.">
        <HostLeaseTable rows={leaseRows} />
      </Section>
      <HostFactsCard facts={host.facts} enrolledAt={host.enrolledAt.toISOString()} />
      <HostIdentity host={host} identity={identity} mayEnrol={may("host.enrol")} />
      <div id="timeline">
        <Section title="Timeline" description="What happened to this host, newest first: who, when and why.">
          <HostTimeline path={`/operator/hosts/${hostId}`} filter={filter} isOlder={before !== null} {...timeline} />
        </Section>
      </div>
    </PageBody>
  );
}
