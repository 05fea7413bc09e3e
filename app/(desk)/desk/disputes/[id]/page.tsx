import type { Metadata } from "next";
import Link from "next/link";
import { DisputeStateBadge } from "@/components/billing/dispute-state";
import { DisputeEvents } from "@/components/desk/dispute-events";
import { DisputeFacts } from "@/components/desk/dispute-facts";
import { DisputeMovements } from "@/components/desk/dispute-movements";
import { EvidenceForm } from "@/components/desk/evidence-form";
import { FraudWarningsTable } from "@/components/desk/fraud-warnings-table";
import { HandedIn } from "@/components/desk/handed-in";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { formatMoney } from "@/lib/core/money";
import { needsAnswer, needsPerson } from "@/lib/core/payments/dispute";
import { isOffered } from "@/lib/identity/authorize";
import { listFraudWarnings } from "@/lib/payments/disputes/dispute-queries";
import { requireContext } from "@/lib/web/context";
import { decideFraudWarningAction, submitEvidenceAction } from "../actions";
import { loadDispute } from "./load-dispute";

export const metadata: Metadata = { title: "Dispute" };

export default async function DisputePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const found = await loadDispute((await params).id);
  const { dispute, topUp, organizationName, draft, evidence, movements } = found;
  const warnings = await listFraudWarnings(ctx, { topUpId: topUp.id, limit: 10 });
  const mayManage = isOffered(ctx.actor, "dispute.manage");
  const given = evidence.find(({ evidence: one }) => one.state !== "refused")?.evidence;
  const isWanted = needsAnswer(dispute.state) && !given && dispute.evidenceSubmittedAt === null;
  const amount = formatMoney(dispute.amountMicros, dispute.currency);
  return (
    <PageBody>
      <PageHeader
        title={`Dispute of ${amount}`}
        badge={<DisputeStateBadge state={dispute.state} />}
        meta={
          <>
            <Id value={dispute.id} />
            <Link href={`/desk/customers/${dispute.organizationId}`} className="hover:underline">
              {organizationName}
            </Link>
          </>
        }
      />
      {needsPerson(dispute.state) ? (
        <Alert tone="warning" title={`Stripe says "${dispute.state}", which cannot be answered here`}>
          <p>Look at it in Stripe's dashboard. Launches stay frozen meanwhile.</p>
        </Alert>
      ) : null}
      {isWanted && dispute.evidenceDueAt ? (
        <Alert tone="warning" title="Without evidence it is lost">
          <p>
            Due <RelativeTime at={dispute.evidenceDueAt.toISOString()} />. The draft below is from what is on record.
          </p>
        </Alert>
      ) : null}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title="Facts" />
          <CardContent>
            <DisputeFacts dispute={dispute} topUp={topUp} />
          </CardContent>
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <Card>
            <CardHeader title="Timeline" />
            <CardContent>
              <DisputeEvents {...found} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader
              title="Money"
              description="What the customer's balance and the platform bear. Refunded before, it is the platform's loss."
            />
            <DisputeMovements movements={movements} currency={dispute.currency} />
          </Card>
        </div>
      </div>
      {given || isWanted ? (
        <Card>
          <CardHeader
            title={given ? "Evidence" : "Evidence, a draft"}
            description={given ? "As it was handed in." : "Read it and change what you like: it goes to the bank once."}
          />
          <CardContent>
            {given || !mayManage ? (
              <HandedIn fields={given?.fields ?? draft} />
            ) : (
              <EvidenceForm
                disputeId={dispute.id}
                customerName={organizationName}
                amount={amount}
                draft={draft}
                submit={submitEvidenceAction}
              />
            )}
          </CardContent>
        </Card>
      ) : null}
      {warnings.length > 0 ? (
        <Section title="Early fraud warnings" description="Of the same payment.">
          <FraudWarningsTable
            rows={warnings.map(({ warning, ...rest }) => ({ ...toWire(warning), ...toWire(rest) }))}
            {...(mayManage ? { decide: decideFraudWarningAction } : {})}
          />
        </Section>
      ) : null}
    </PageBody>
  );
}
