import { Section } from "@/components/layout/page-header";
import { FreezeBanner } from "@/components/leases/freeze-banner";
import { LaunchLimitsStats } from "@/components/leases/launch-limits-stats";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { getLaunchLimits, type LaunchLimitsView } from "@/lib/leases/limit-queries";
import { requireContext } from "@/lib/web/context";

export async function FreezeSection() {
  return <FreezeBanner freezes={await listOwnFreezes(await requireContext("customer"))} />;
}

/** What may run at once, and how that grows. */
export async function LaunchLimitsSection() {
  const view = await getLaunchLimits(await requireContext("customer"));
  return (
    <Section title="Limits" description={how(view)}>
      <LaunchLimitsStats view={view} />
    </Section>
  );
}

function how({ isUnlimited, override, growth }: LaunchLimitsView): string {
  if (isUnlimited) return "You pay on credit: your credit limit is what binds.";
  return override ? "Some of them were set for you: write to support to change them." : growth;
}
