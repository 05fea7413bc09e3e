import { Section } from "@/components/layout/page-header";
import { FreezeBanner } from "@/components/leases/freeze-banner";
import { LaunchLimitsStats } from "@/components/leases/launch-limits-stats";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { getLaunchLimits } from "@/lib/leases/limit-queries";
import { requireContext } from "@/lib/web/context";

export async function FreezeSection() {
  return <FreezeBanner freezes={await listOwnFreezes(await requireContext("customer"))} />;
}

/** What may run at once, and how that grows. */
export async function LaunchLimitsSection() {
  const view = await getLaunchLimits(await requireContext("customer"));
  return (
    <Section
      title="Limits"
      description={view.isUnlimited ? "You pay on credit: your credit limit is what binds." : view.growth}
    >
      <LaunchLimitsStats view={view} />
    </Section>
  );
}
