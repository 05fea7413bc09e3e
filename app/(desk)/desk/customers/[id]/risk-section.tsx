import { FreezesList } from "@/components/desk/freezes-list";
import { LaunchLimitsForm } from "@/components/desk/launch-limits-form";
import { Section } from "@/components/layout/page-header";
import { LaunchLimitsStats } from "@/components/leases/launch-limits-stats";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { plainDecimal } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { listFreezesOf } from "@/lib/identity/freeze-queries";
import { getLaunchLimitsOf } from "@/lib/leases/limit-queries";
import { requireContext } from "@/lib/web/context";
import { freezeLaunchesAction, liftFreezeAction, setLaunchLimitsAction } from "./actions";

/** Whether a customer may launch, how much at once, and what the desk has said about it. */
export async function RiskSection({ customer }: { customer: { id: string; name: string } }) {
  const ctx = await requireContext("platform");
  const of = { organizationId: customer.id };
  const [view, freezes] = await Promise.all([getLaunchLimitsOf(ctx, of), listFreezesOf(ctx, of)]);
  const mayManage = isOffered(ctx.actor, "risk.manage");
  const { override } = view;
  const decimal = (micros: bigint | null | undefined) => (micros == null ? "" : plainDecimal(micros));
  const tier = `Tier "${view.tier.name}" by what was paid and kept${override ? ", and what is set by hand" : ""}.`;
  return (
    <Section title="Risk and limits" description={view.isUnlimited ? "On credit: no limits but the credit's." : tier}>
      <LaunchLimitsStats view={view} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title="Freezes" description="While one is open nothing new starts; what runs goes on." />
          <CardContent>
            <FreezesList
              customer={{ id: customer.id, name: customer.name }}
              freezes={toWire(freezes)}
              {...(mayManage ? { actions: { freeze: freezeLaunchesAction, lift: liftFreezeAction } } : {})}
            />
          </CardContent>
        </Card>
        {mayManage ? (
          <Card>
            <CardHeader title="Limits by hand" description="Empty, the tier's holds. All empty takes them back." />
            <CardContent>
              <LaunchLimitsForm
                customer={{ id: customer.id, name: customer.name }}
                currency={view.currency}
                set={{
                  accelerators: override?.accelerators == null ? "" : String(override.accelerators),
                  burnPerHour: decimal(override?.burnMicrosPerHour),
                  cardPerDay: decimal(override?.cardMicrosPerDay),
                  reason: "",
                }}
                send={setLaunchLimitsAction}
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
    </Section>
  );
}
