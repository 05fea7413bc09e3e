import type { Metadata } from "next";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { MaintenanceCalendar } from "@/components/fleet/maintenance-calendar";
import { MaintenanceTable } from "@/components/fleet/maintenance-table";
import { PlanMaintenanceDialog } from "@/components/fleet/plan-maintenance-dialog";
import { plannableHost } from "@/components/fleet/rows";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listHosts } from "@/lib/fleet/host-queries";
import { listWindows } from "@/lib/fleet/maintenance-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { submitCancellation, submitEnd, submitMaintenance } from "./actions";

export const metadata: Metadata = { title: "Maintenance" };

export default async function MaintenancePage() {
  const ctx = await requireContext("operator");
  const [windows, hosts] = await Promise.all([listWindows(ctx), listHosts(ctx)]);
  const mayPlan = isOffered(ctx.actor, "host.manage");
  const inService = hosts.filter(({ retiredAt }) => retiredAt === null);
  const plannable = inService.map(plannableHost);
  const plan =
    mayPlan && plannable.length > 0 ? <PlanMaintenanceDialog hosts={plannable} onPlan={submitMaintenance} /> : null;
  return (
    <PageBody>
      <LiveRefresh intervalMs={10_000} />
      <PageHeader
        title="Maintenance"
        description="When your hosts are worked on, and whom it touches."
        actions={windows.length > 0 ? plan : null}
      />
      {windows.length > 0 ? (
        <Section title="The next four weeks" description="By UTC day.">
          <MaintenanceCalendar windows={toWire(windows)} today={ctx.now.toISOString().slice(0, 10)} />
        </Section>
      ) : null}
      <Section title="Windows">
        <MaintenanceTable
          rows={toWire(windows)}
          plan={plan}
          {...(mayPlan ? { onCancel: submitCancellation, onEnd: submitEnd } : {})}
        />
      </Section>
    </PageBody>
  );
}
