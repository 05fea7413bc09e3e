import type { Metadata } from "next";
import { DisagreementsTable } from "@/components/desk/disagreements-table";
import { formatBytes } from "@/components/desk/format";
import { HostsTable } from "@/components/desk/hosts-table";
import { JobsTable } from "@/components/desk/jobs-table";
import { ProbesTable } from "@/components/desk/probes-table";
import { SilentHostsTable } from "@/components/desk/silent-hosts-table";
import { WorkersTable } from "@/components/desk/workers-table";
import { deskHostRow } from "@/components/fleet/rows";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { Stat, StatGrid } from "@/components/layout/stat";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { listHosts } from "@/lib/fleet/host-queries";
import { isOffered } from "@/lib/identity/authorize";
import { getProbes, getSystem, listSilentHosts } from "@/lib/operations/system-queries";
import { requireContext } from "@/lib/web/context";
import { cordonHostAction, uncordonHostAction } from "./actions";

export const metadata: Metadata = { title: "System" };

const danger = (count: number) => (count > 0 ? { tone: "danger" as const } : {});

export default async function SystemPage() {
  const ctx = await requireContext("platform");
  const [{ workers, jobs, agents, database }, { probes, disagreements }, silentHosts, hosts] = await Promise.all([
    getSystem(ctx),
    getProbes(ctx),
    listSilentHosts(ctx),
    listHosts(ctx),
  ]);
  const looking = probes.filter((probe) => probe.state === "live").length;
  const mayCordon = isOffered(ctx.actor, "host.cordon");
  const alive = workers.filter((worker) => worker.isAlive).length;
  const late = jobs.filter((job) => job.isLate || job.consecutiveFailures > 0).length;
  return (
    <PageBody>
      <AutoRefresh everyMs={5_000} />
      <PageHeader
        title="System"
        description="How the platform's own parts do. What a customer or operator is owed stands on the other pages."
      />
      {alive === 0 ? (
        <Alert tone="danger" title="No worker runs">
          Nothing is billed, guarded, mailed or paid out until one does: docs/runbook/worker-lag.md says how to start
          it.
        </Alert>
      ) : null}
      {looking < 2 ? (
        <Alert tone="warning" title={looking === 0 ? "No probe looks" : "One probe looks, and one decides nothing"}>
          The agents' word alone says what is reachable until two probes do: docs/runbook/probes-silent.md says how to
          start them.
        </Alert>
      ) : null}
      <StatGrid>
        <Stat label="Workers" value={alive} hint="Told of themselves within 30 s" {...danger(alive === 0 ? 1 : 0)} />
        <Stat label="Jobs in trouble" value={late} hint={`Late or failing, of ${jobs.length}`} {...danger(late)} />
        <Stat
          label="Agents silent"
          value={agents.silent}
          hint={`Of ${agents.hosts}; ${agents.silentWithLeases} with leases`}
          {...danger(agents.silent)}
        />
        <Stat
          label="Probes"
          value={looking}
          hint={`Live; ${disagreements.length} leases that they differ on`}
          {...danger(looking < 2 ? 1 : 0)}
        />
        <Stat
          label="Database"
          value={formatBytes(database.sizeBytes)}
          hint={`PostgreSQL ${database.version}, ${database.migrations} migrations`}
        />
        <Stat label="Connections" value={database.connections} hint={`Of ${database.maxConnections} at most`} />
        <Stat
          label="Last backup"
          value={database.backupAt ? <RelativeTime at={database.backupAt.toISOString()} /> : "none"}
          hint="npm run backup"
          {...danger(database.backupAt ? 0 : 1)}
        />
      </StatGrid>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Jobs</h2>
        <JobsTable rows={toWire(jobs)} />
      </section>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Workers</h2>
        <WorkersTable rows={toWire(workers)} />
      </section>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Probes</h2>
        <ProbesTable rows={toWire(probes)} />
      </section>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Where probes differ</h2>
        <DisagreementsTable rows={toWire(disagreements)} />
      </section>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Silent agents</h2>
        <SilentHostsTable rows={toWire(silentHosts)} />
      </section>
      <section className="space-y-3">
        <h2 className="font-semibold text-base">Hosts</h2>
        <HostsTable
          rows={hosts.map(deskHostRow)}
          {...(mayCordon ? { cordon: cordonHostAction, uncordon: uncordonHostAction } : {})}
        />
      </section>
    </PageBody>
  );
}
