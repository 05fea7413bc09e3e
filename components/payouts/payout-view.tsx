import type { ReactNode } from "react";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { formatMoney } from "@/lib/core/money";
import type { PayoutBreakdown } from "@/lib/core/payouts/plan-payout";
import type { Payout } from "@/lib/payouts/types";
import { PayoutBreakdownList } from "./payout-breakdown";
import { PayoutFacts } from "./payout-facts";
import { PayoutMovementsTable } from "./payout-movements-table";
import { PayoutStateBadge } from "./payout-state";

interface PayoutViewProps {
  portal: "operator" | "desk";
  payout: Payout;
  organizationName: string;
  breakdown: PayoutBreakdown;
  movements: { id: string; kind: string; at: Date; memo: string | null; amountMicros: bigint }[];
  children?: ReactNode;
}

/** A payout as both sides see it: what it is made of, where it went, and what it did to the books. */
export function PayoutView({ portal, payout, organizationName, breakdown, movements, children }: PayoutViewProps) {
  const { id, currency, amountMicros, number, state } = payout;
  const isDesk = portal === "desk";
  return (
    <PageBody>
      <PageHeader
        title={`Payout of ${formatMoney(amountMicros, currency)}`}
        badge={<PayoutStateBadge state={state} forOperator={!isDesk} />}
        {...(isDesk ? { description: `To ${organizationName}.` } : {})}
        meta={
          <>
            <Id value={id} />
            {number ? <span className="tabular">{number}</span> : null}
          </>
        }
        actions={
          payout.sentAt ? (
            <Button asChild>
              <a href={`/${portal}/payouts/${id}/pdf`} download>
                Remittance advice
              </a>
            </Button>
          ) : null
        }
      />
      {children}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title="How the amount comes about" />
          <CardContent>
            <PayoutBreakdownList
              breakdown={breakdown}
              currency={currency}
              total={payout.sentAt ? "Paid" : "To be paid"}
            />
          </CardContent>
        </Card>
        <Card>
          <CardHeader title="This payout" />
          <CardContent>
            <PayoutFacts payout={payout} />
          </CardContent>
        </Card>
      </div>
      <Section title="In the books" description="What left what we owe you, and what came back.">
        <PayoutMovementsTable
          rows={movements.map((one) => ({
            ...one,
            at: one.at.toISOString(),
            amountMicros: String(one.amountMicros),
            currency,
          }))}
          {...(isDesk ? { base: "/desk/ledger/transactions" } : {})}
        />
      </Section>
    </PageBody>
  );
}
