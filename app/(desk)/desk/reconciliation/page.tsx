import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { DifferencesTable } from "@/components/desk/differences-table";
import { ReconcileNow } from "@/components/desk/reconcile-now";
import { ReconciliationStanding } from "@/components/desk/reconciliation-standing";
import { ReconciliationTotals } from "@/components/desk/reconciliation-totals";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { paymentsMode } from "@/lib/payments/queries";
import { getReconciliation, listDifferences } from "@/lib/payments/reconciliation/queries";
import { requireContext } from "@/lib/web/context";
import { acceptDifferenceAction, bookDifferenceAction, lookAgainAction, reconcileNowAction } from "./actions";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function ReconciliationPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state"] });
  const [standing, page] = await Promise.all([
    getReconciliation(ctx),
    listDifferences(ctx, { limit: table.pageSize, offset: table.offset, states: table.filters.state ?? [] }),
  ]);
  const mode = paymentsMode();
  const mayManage = isOffered(ctx.actor, "reconciliation.manage");
  const actions = { lookAgain: lookAgainAction, book: bookDifferenceAction, accept: acceptDifferenceAction };
  const { done, underWay } = standing;
  return (
    <PageBody>
      <PageHeader
        title="Reconciliation"
        description="Every movement of our balance at Stripe, held against the ledger once a day and whenever you ask, to the cent."
        badge={
          mode === "stand-in" ? <SimulatedBadge reason="The Stripe stand-in answers: no real money moves." /> : null
        }
        actions={
          mayManage && mode !== "off" ? (
            <ReconcileNow isUnderWay={underWay !== null} reconcile={reconcileNowAction} />
          ) : null
        }
      />
      {underWay ? <AutoRefresh everyMs={3_000} /> : null}
      <ReconciliationStanding {...standing} isOff={mode === "off"} />
      <Section
        title="Differences"
        description="Open ones first. Look again fetches what it is about; booking makes the ledger say what Stripe does; accepting keeps it, with the reason."
      >
        <DifferencesTable
          rows={page.differences.map(({ difference, decidedByName }) => toWire({ ...difference, decidedByName }))}
          total={page.total}
          pageSize={table.pageSize}
          {...(mayManage ? { actions } : {})}
        />
      </Section>
      {done ? (
        <Section
          title="Totals"
          description="Of everything that moved so far, net of Stripe's fees: Stripe as of the last run, the books as of the last change here. What is on its way shows before it is a difference."
        >
          <ReconciliationTotals totals={done.totals} />
        </Section>
      ) : null}
    </PageBody>
  );
}
