import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { OperatorsOwedTable } from "@/components/payouts/operators-owed-table";
import { PayoutAccountsTable } from "@/components/payouts/payout-accounts-table";
import { PayoutStats } from "@/components/payouts/payout-stats";
import { PayoutsTable } from "@/components/payouts/payouts-table";
import { PlanNow } from "@/components/payouts/plan-now";
import { toPayoutRow } from "@/components/payouts/to-payout-row";
import { PAYOUT_STATES } from "@/lib/core/payouts/states";
import { isOffered } from "@/lib/identity/authorize";
import { paymentsMode } from "@/lib/payments/queries";
import { getPayoutsSummary, listOperatorsOwed, listPayouts, listWaitingAccounts } from "@/lib/payouts/queries";
import { requireContext } from "@/lib/web/context";
import { decidePayoutAccountAction, planPayoutsNowAction } from "../actions";

export const metadata: Metadata = { title: "Payouts" };

const PAGE_SIZE = 25;

export default async function PayoutsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const search = await props.searchParams;
  const table = readTableState(search, { name: "payouts", pageSize: PAGE_SIZE, filters: ["state"] });
  const states = PAYOUT_STATES.filter((state) => table.filters.state?.includes(state));
  const after = typeof search.after === "string" ? search.after : "";
  const [summary, waiting, owed, page] = await Promise.all([
    getPayoutsSummary(ctx),
    listWaitingAccounts(ctx),
    listOperatorsOwed(ctx, { limit: PAGE_SIZE, after }),
    listPayouts(ctx, { limit: PAGE_SIZE, offset: table.offset, states }),
  ]);
  const mayPlan = isOffered(ctx.actor, "payout.manage");
  const mayDecide = isOffered(ctx.actor, "payout_account.approve");
  return (
    <PageBody>
      <PageHeader
        title="Payouts"
        description="What operators are paid each week: planned from the books, sent once, and found again at Stripe or on the bank's statement."
        badge={
          paymentsMode() === "stand-in" ? (
            <SimulatedBadge reason="The Stripe stand-in makes the transfers: no real money moves." />
          ) : null
        }
        actions={mayPlan ? <PlanNow plan={planPayoutsNowAction} /> : null}
      />
      <PayoutStats summary={summary} />
      <Section
        title="Accounts that wait for a second person"
        description="Approve one only when you know by another way that the operator asked for it."
      >
        <PayoutAccountsTable
          withOperator
          rows={waiting}
          {...(mayDecide ? { decide: decidePayoutAccountAction } : {})}
        />
      </Section>
      <Section
        title="Payouts"
        description="Newest first. Bank transfers that are planned wait for the desk to order them."
      >
        <PayoutsTable portal="desk" rows={page.payouts.map(toPayoutRow)} total={page.total} pageSize={PAGE_SIZE} />
      </Section>
      <Section title="Operators" description="What each would be paid if the week ended now, and on which terms.">
        <OperatorsOwedTable
          rows={owed.map((one) => ({
            organizationId: one.organizationId,
            organizationName: one.organizationName,
            currency: one.currency,
            owedMicros: String(one.breakdown.owedMicros),
            nextMicros: String(one.breakdown.amountMicros),
            reserveBps: one.reserveBps,
            holdBackBps: one.holdBackBps,
            heldReason: one.heldReason,
          }))}
          nextHref={owed.length === PAGE_SIZE ? `?after=${owed.at(-1)!.organizationId}${owed.at(-1)!.currency}` : null}
        />
      </Section>
    </PageBody>
  );
}
