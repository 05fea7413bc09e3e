import type { Metadata } from "next";
import { OwnDisputeBadge } from "@/components/billing/dispute-state";
import { TopUpFacts } from "@/components/billing/top-up-facts";
import { TopUpNext } from "@/components/billing/top-up-next";
import { TopUpStateBadge } from "@/components/billing/top-up-state";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { PENDING_TOP_UP_STATES } from "@/lib/core/payments/top-up";
import { isOffered } from "@/lib/identity/authorize";
import { getBalanceSummary } from "@/lib/metering/balance-queries";
import { listOwnDisputeStates } from "@/lib/payments/disputes/dispute-queries";
import { paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { loadTopUp } from "./load-top-up";

export const metadata: Metadata = { title: "Payment" };

interface TopUpPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where Stripe's page leads back to, paid or not. What it says is what Stripe confirmed, never what the address claims. */
export default async function TopUpPage({ params, searchParams }: TopUpPageProps) {
  const ctx = await requireContext("customer");
  const [topUp, { left }] = [await loadTopUp((await params).id), await searchParams];
  const disputed = (await listOwnDisputeStates(ctx, [topUp.id])).get(topUp.id);
  const balance = topUp.state === "paid" ? await getBalanceSummary(ctx) : null;
  return (
    <PageBody>
      {PENDING_TOP_UP_STATES.includes(topUp.state) ? <LiveRefresh intervalMs={2_000} /> : null}
      <PageHeader
        title="Payment"
        badge={
          <>
            <TopUpStateBadge state={topUp.state} />
            {disputed === undefined ? null : <OwnDisputeBadge state={disputed} />}
          </>
        }
        meta={
          <>
            <Id value={topUp.id} />
            {paymentsMode() === "stand-in" ? (
              <SimulatedBadge reason="The Stripe stand-in takes the card: no real money moves." />
            ) : null}
          </>
        }
      />
      <TopUpNext topUp={topUp} hasLeft={left === "1"} mayPay={isOffered(ctx.actor, "payment.make")} balance={balance} />
      <Card>
        <CardHeader title="This payment" />
        <CardContent>
          <TopUpFacts topUp={topUp} />
        </CardContent>
      </Card>
    </PageBody>
  );
}
