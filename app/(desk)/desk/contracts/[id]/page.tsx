import type { Metadata } from "next";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { CommitmentsTable } from "@/components/terms/commitments-table";
import { ContractFacts } from "@/components/terms/contract-facts";
import { commitmentFields, rateFields } from "@/components/terms/contract-fields";
import { ContractRatesTable } from "@/components/terms/contract-rates-table";
import { IdleTable } from "@/components/terms/idle-table";
import { TermsForm } from "@/components/terms/terms-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { type ContractDetail, listContractChoices } from "@/lib/catalog/contract-queries";
import { formatMonth } from "@/lib/core/rating/terms-input";
import { isOffered } from "@/lib/identity/authorize";
import { listIdleCommitment } from "@/lib/metering/commitment-queries";
import { requireContext, type UserContext } from "@/lib/web/context";
import {
  addCommitmentAction,
  endCommitmentAction,
  endContractAction,
  endContractRateAction,
  setContractRateAction,
} from "../actions";
import { loadContract } from "./load-contract";

export const metadata: Metadata = { title: "Contract" };

export default async function ContractPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const contract = await loadContract((await params).id);
  const idle = await listIdleCommitment(ctx, { month: ctx.now, contractId: contract.id });
  const mayManage = isOffered(ctx.actor, "contract.manage");
  const month = formatMonth(ctx.now);
  const { rates, commitments, currency } = toWire(contract);
  return (
    <PageBody>
      <PageHeader
        title={contract.name}
        meta={
          <>
            <Id value={contract.id} />
            <span>{contract.operatorName}</span>
          </>
        }
      />
      <ContractFacts contract={toWire(contract)} />
      <Section title={`Take-or-pay in ${month}`}>
        <IdleTable rows={toWire(idle)} />
      </Section>
      <Section
        title="Rate card"
        description="Comes before the offers' own prices, a site's own rate before any site's."
      >
        <ContractRatesTable
          rows={rates.map((rate) => ({ ...rate, currency }))}
          hint="Leases are bought at the offers' own prices until a rate is set below."
          {...(mayManage ? { end: endContractRateAction } : {})}
        />
      </Section>
      <Section title="Commitments">
        <CommitmentsTable
          rows={commitments.map((commitment) => ({ ...commitment, currency }))}
          runningMonth={month}
          hint="No hour is paid for that was not sold. Add a commitment below."
          {...(mayManage ? { end: endCommitmentAction } : {})}
        />
      </Section>
      {mayManage ? <Manage ctx={ctx} contract={contract} /> : null}
    </PageBody>
  );
}

async function Manage({ ctx, contract }: { ctx: UserContext; contract: ContractDetail }) {
  const { sites, skus, models } = await listContractChoices(ctx);
  const own = sites.filter((site) => site.operatorId === contract.operatorId);
  const fixed = { contractId: contract.id };
  const month = formatMonth(ctx.now);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title="Set a rate" />
        <CardContent>
          <TermsForm
            fields={rateFields(skus, own, contract.currency)}
            fixed={fixed}
            send={setContractRateAction}
            label="Set rate"
            question="Set this wholesale rate?"
            consequence="Launches from then on are bought at it. Running leases keep their rate."
            object={contract.name}
            done="Rate set"
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader title="Add a commitment" />
        <CardContent>
          <TermsForm
            fields={commitmentFields(models, contract.currency, month)}
            fixed={fixed}
            send={addCommitmentAction}
            label="Add commitment"
            question="Commit to these hours?"
            consequence="At each month's end the operator is paid for what of them was not delivered."
            object={contract.name}
            done="Commitment added"
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader title="End the contract" />
        <CardContent>
          <TermsForm
            fields={[{ name: "throughMonth", label: "Last month (UTC)", kind: "month", initial: month }]}
            fixed={fixed}
            send={endContractAction}
            label="End contract"
            question="End this contract?"
            consequence="Its rates and commitments end with it. Running leases keep their rate."
            object={contract.name}
            done="Contract ended"
          />
        </CardContent>
      </Card>
    </div>
  );
}
