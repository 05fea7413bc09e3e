import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { NextPayoutCard } from "@/components/payouts/next-payout-card";
import { PayoutAccountDialog } from "@/components/payouts/payout-account-dialog";
import { PayoutAccountsTable } from "@/components/payouts/payout-accounts-table";
import { PayoutsTable } from "@/components/payouts/payouts-table";
import { toPayoutRow } from "@/components/payouts/to-payout-row";
import { PAYOUT_STATES } from "@/lib/core/payouts/states";
import { isOffered } from "@/lib/identity/authorize";
import { paymentsMode } from "@/lib/payments/queries";
import { listNextPayouts, listPayoutAccounts, listPayouts } from "@/lib/payouts/queries";
import { requireContext } from "@/lib/web/context";
import { decidePayoutAccountAction, openOnboardingAction, requestPayoutAccountAction } from "../actions";

export const metadata: Metadata = { title: "Payouts" };

const PAGE_SIZE = 25;

export default async function PayoutsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("operator", "payout.view");
  const table = readTableState(await props.searchParams, { name: "payouts", pageSize: PAGE_SIZE, filters: ["state"] });
  const states = PAYOUT_STATES.filter((state) => table.filters.state?.includes(state));
  const [next, accounts, page] = await Promise.all([
    listNextPayouts(ctx),
    listPayoutAccounts(ctx),
    listPayouts(ctx, { limit: PAGE_SIZE, offset: table.offset, states }),
  ]);
  const mayManage = isOffered(ctx.actor, "payout_account.manage");
  const mode = paymentsMode();
  return (
    <PageBody>
      <LiveRefresh intervalMs={15_000} />
      <PageHeader
        title="Payouts"
        description="What you earn in a UTC week is paid after its end. What is kept back, and why, is on each payout."
        badge={
          mode === "stand-in" ? (
            <SimulatedBadge reason="The Stripe stand-in makes the transfers: no real money moves." />
          ) : null
        }
        actions={
          mayManage ? <PayoutAccountDialog hasStripe={mode !== "off"} request={requestPayoutAccountAction} /> : null
        }
      />
      <div className="grid items-start gap-6 empty:hidden lg:grid-cols-2">
        {next.map((one) => (
          <NextPayoutCard key={one.currency} next={one} />
        ))}
      </div>
      <Section
        title="Where you are paid"
        description="A new account takes effect when a second person has approved it; until then the present one is paid."
      >
        <PayoutAccountsTable
          rows={accounts}
          {...(mayManage ? { decide: decidePayoutAccountAction, onboard: openOnboardingAction } : {})}
        />
      </Section>
      <Section title="Payouts" description="Newest first. A payout that came back is owed as before.">
        <PayoutsTable portal="operator" rows={page.payouts.map(toPayoutRow)} total={page.total} pageSize={PAGE_SIZE} />
      </Section>
    </PageBody>
  );
}
