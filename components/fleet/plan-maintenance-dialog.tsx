"use client";

import { type AskedField, FieldsDialog } from "@/components/compliance/fields-dialog";
import { creditedHours, DATA_KEPT_DAYS, NOTICE_HOURS } from "@/lib/core/fleet/maintenance";
import type { PlanMaintenanceInput } from "@/lib/fleet/lifecycle-schemas";
import type { ActionResult } from "@/lib/web/action-result";

export interface PlannableHost {
  id: string;
  name: string;
  siteId: string;
  siteName: string;
  runningLeases: number;
}

interface PlanMaintenanceDialogProps {
  hosts: PlannableHost[];
  onPlan: (input: PlanMaintenanceInput) => Promise<ActionResult<{ windowIds: string[] }>>;
}

type Name = "hostIds" | "from" | "to" | "isEmergency" | "reason";

export function PlanMaintenanceDialog({ hosts, onPlan }: PlanMaintenanceDialogProps) {
  const running = (own: PlannableHost[]) => own.reduce((sum, host) => sum + host.runningLeases, 0);
  const sites = [...Map.groupBy(hosts, ({ siteId }) => siteId)].filter(([, own]) => own.length > 1);
  const options = [
    ...hosts.map(({ id, name, siteName, runningLeases }) => ({
      value: id,
      label: `${name}, ${siteName} (${stake(runningLeases)})`,
    })),
    ...sites.map(([siteId, own]) => ({
      value: siteId,
      label: `All ${own.length} hosts of ${own[0]!.siteName} (${stake(running(own))})`,
    })),
  ];
  const fields: AskedField<Name>[] = [
    { name: "hostIds", label: "Hosts", kind: "choice", options },
    {
      name: "isEmergency",
      label: "Notice",
      kind: "choice",
      options: [
        { value: "planned", label: `Planned: customers know ${NOTICE_HOURS} hours ahead` },
        { value: "emergency", label: "Emergency: less notice, may begin at once" },
      ],
    },
    { name: "from", label: "From (UTC)", kind: "time" },
    { name: "to", label: "To (UTC)", kind: "time" },
    { name: "reason", label: "Why", hint: "Customers read it: say what is done, in a sentence." },
  ];
  return (
    <FieldsDialog
      label="Plan maintenance"
      title="Plan maintenance"
      description={`Customers there are told at once. What still runs at the start is stopped and its data kept at no charge until ${DATA_KEPT_DAYS} days after. Each such instance is credited ${creditedHours(false)} hour of its price, ${creditedHours(true)} in an emergency; your contract says what you bear of it.`}
      fields={fields}
      variant="primary"
      done="Maintenance is planned"
      send={({ hostIds, from, to, isEmergency, reason }) =>
        onPlan({
          hostIds: hosts.filter(({ id, siteId }) => id === hostIds || siteId === hostIds).map(({ id }) => id),
          from: utcInstant(from),
          to: utcInstant(to),
          isEmergency: isEmergency === "emergency",
          reason,
        })
      }
    />
  );
}

function stake(running: number): string {
  if (running === 0) return "nothing runs here";
  return running === 1 ? "1 instance runs here" : `${running} instances run here`;
}

/** The field has no time zone: what is typed is UTC, as its label says. */
function utcInstant(value: string): string {
  const at = new Date(`${value}Z`);
  return Number.isNaN(at.getTime()) ? value : at.toISOString();
}
