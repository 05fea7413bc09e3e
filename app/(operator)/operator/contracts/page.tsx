import type { Metadata } from "next";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { CommitmentsTable } from "@/components/terms/commitments-table";
import { ContractFacts } from "@/components/terms/contract-facts";
import { ContractRatesTable } from "@/components/terms/contract-rates-table";
import { ContractsTable } from "@/components/terms/contracts-table";
import { DeliveredTable } from "@/components/terms/delivered-table";
import { toWire } from "@/components/wire";
import { type ContractDetail, getContract, listContracts } from "@/lib/catalog/contract-queries";
import { formatMonth } from "@/lib/core/rating/terms-input";
import { listOwnCommitments } from "@/lib/metering/commitment-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Contracts" };

const MOST_SHOWN = 10;
const HINT = "The platform's desk enters what was agreed. Without a contract your offers' own prices hold.";

export default async function OperatorContractsPage() {
  const ctx = await requireContext("operator", "contract.view");
  const [{ contracts }, delivered] = await Promise.all([
    listContracts(ctx, { limit: 100, offset: 0 }),
    listOwnCommitments(ctx, { month: ctx.now }),
  ]);
  const open = contracts.filter((contract) => !contract.during.to || contract.during.to > ctx.now).slice(0, MOST_SHOWN);
  const details = await Promise.all(open.map((contract) => getContract(ctx, contract.id)));
  const month = formatMonth(ctx.now);
  return (
    <PageBody>
      <PageHeader title="Contracts" description="What you agreed with the platform." />
      {delivered.length > 0 ? (
        <Section
          title={`Delivered in ${month}`}
          description="Accelerator-hours that the platform pays for, sold or not, and what of them your hosts have delivered: booked, and proven since."
        >
          <DeliveredTable rows={toWire(delivered)} />
        </Section>
      ) : null}
      {contracts.length === 0 || contracts.length > open.length ? (
        <ContractsTable rows={toWire(contracts)} hint={HINT} />
      ) : null}
      {details.map((contract) => (
        <Contract key={contract.id} contract={contract} month={month} />
      ))}
    </PageBody>
  );
}

function Contract({ contract, month }: { contract: ContractDetail; month: string }) {
  const { rates, commitments, currency } = toWire(contract);
  return (
    <Section title={contract.name}>
      <ContractFacts contract={toWire(contract)} />
      <ContractRatesTable
        rows={rates.map((rate) => ({ ...rate, currency }))}
        hint="No rates were agreed: your offers' own prices hold."
      />
      <CommitmentsTable
        rows={commitments.map((commitment) => ({ ...commitment, currency }))}
        runningMonth={month}
        hint="No hours are committed: what is sold is paid."
      />
    </Section>
  );
}
