import type { Metadata } from "next";
import { FlagsTable } from "@/components/compliance/flags-table";
import { LaunchTiersTable } from "@/components/compliance/launch-tiers-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { Stat, StatGrid } from "@/components/layout/stat";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { getComplianceCounts, listFlags } from "@/lib/compliance/desk-queries";
import { countMatches, listVersions } from "@/lib/compliance/screening-queries";
import { LIST_LABELS } from "@/lib/core/compliance/screening";
import { listTiers } from "@/lib/core/leases/launch-tiers";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { closeFlagAction } from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Compliance" };

const ROOT = "/desk/compliance";
const STALE_MS = 7 * 86_400_000;

export default async function CompliancePage() {
  const ctx = await requireContext("platform");
  const [counts, matches, versions, flags] = await Promise.all([
    getComplianceCounts(ctx),
    countMatches(ctx),
    listVersions(ctx),
    listFlags(ctx),
  ]);
  const current = versions.filter(({ isCurrent }) => isCurrent);
  const stale = current.filter(({ loadedAt }) => ctx.now.getTime() - loadedAt.getTime() > STALE_MS);
  const mayManage = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Compliance"
        description="Who may do business here, and what they may rent. What waits for a person comes first."
        meta={
          counts.oldestAt ? (
            <span>
              The oldest waits since <RelativeTime at={counts.oldestAt.toISOString()} />
            </span>
          ) : null
        }
      />
      <ComplianceTabs current="Overview" />
      {current.length === 0 ? (
        <Alert tone="warning" title="No denied-party list is loaded">
          <p>Nobody is screened until one is. Load one under Lists.</p>
        </Alert>
      ) : null}
      {stale.length > 0 ? (
        <Alert tone="warning" title="A list is older than a week">
          <p>{stale.map(({ list }) => LIST_LABELS[list]).join(", ")}: the publishers change them often.</p>
        </Alert>
      ) : null}
      <StatGrid>
        <Stat
          label="Matches to decide"
          value={matches.undecided}
          hint={`${matches.strong} strong, which hold business`}
          href={`${ROOT}/screening`}
          {...(matches.strong > 0 ? { tone: "danger" as const } : {})}
        />
        <Stat label="Orders to decide" value={counts.openOrders} href={`${ROOT}/orders`} />
        <Stat label="Rules in force" value={counts.rulesInForce} href={`${ROOT}/rules`} />
        <Stat label="Documents to review" value={counts.waitingDocuments} href={`${ROOT}/provenance`} />
        <Stat label="Suspended" value={counts.suspended} href={`${ROOT}/suspended`} />
        <Stat
          label="Lists loaded"
          value={current.length}
          hint={`${current.reduce((sum, { parties }) => sum + parties, 0)} parties`}
          href={`${ROOT}/lists`}
        />
      </StatGrid>
      <Section
        title="Abuse flags"
        description="Suspicions, for the desk alone to read. Flag an organization on its page."
      >
        <FlagsTable rows={toWire(flags)} {...(mayManage ? { close: closeFlagAction } : {})} />
      </Section>
      <Section
        title="Limits of new customers"
        description="What may run at once, and be paid by card in a day, by what was paid and kept. A customer's own are on its page."
      >
        <LaunchTiersTable rows={toWire(listTiers("USD"))} />
      </Section>
    </PageBody>
  );
}
