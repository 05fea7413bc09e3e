import type { Metadata } from "next";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { ContractsTable } from "@/components/terms/contracts-table";
import { IdleTable } from "@/components/terms/idle-table";
import { type TermsField, TermsForm } from "@/components/terms/terms-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listContractChoices, listContracts } from "@/lib/catalog/contract-queries";
import { OFFER_CURRENCIES } from "@/lib/core/money";
import { formatMonth } from "@/lib/core/rating/terms-input";
import { isOffered } from "@/lib/identity/authorize";
import { listIdleCommitment } from "@/lib/metering/commitment-queries";
import { requireContext, type UserContext } from "@/lib/web/context";
import { createContractAction } from "../actions";

export const metadata: Metadata = { title: "Contracts" };

export default async function ContractsPage() {
  const ctx = await requireContext("platform");
  const [{ contracts }, idle] = await Promise.all([
    listContracts(ctx, { limit: 200, offset: 0 }),
    listIdleCommitment(ctx, { month: ctx.now }),
  ]);
  const mayManage = isOffered(ctx.actor, "contract.manage");
  return (
    <PageBody>
      <PageHeader
        title="Contracts"
        description="What was agreed with operators: a rate card that comes before their offers, and hours that are paid for, sold or not."
      />
      <Section
        title={`Take-or-pay in ${formatMonth(ctx.now)}`}
        description="Committed against delivered accelerator-hours, booked and proven so far. Break-even is what a sold hour must bring to carry the idle ones."
      >
        <IdleTable rows={toWire(idle)} />
      </Section>
      <Section title="Contracts">
        <ContractsTable
          rows={toWire(contracts)}
          base="/desk/contracts"
          hint="Leases are bought at the offers' own prices. Create the first contract below."
        />
      </Section>
      {mayManage ? <CreateContract ctx={ctx} /> : null}
    </PageBody>
  );
}

async function CreateContract({ ctx }: { ctx: UserContext }) {
  const { operators } = await listContractChoices(ctx);
  if (operators.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Create a contract" />
      <CardContent>
        <TermsForm
          fields={fieldsFor(operators, formatMonth(ctx.now))}
          send={createContractAction}
          label="Create contract"
          question="Create this contract?"
          consequence="One contract of an operator and currency holds at a time. Its rates and commitments are added on its page."
          done="Contract created"
        />
      </CardContent>
    </Card>
  );
}

function fieldsFor(operators: { id: string; name: string }[], month: string): TermsField[] {
  return [
    {
      name: "organizationId",
      label: "Operator",
      kind: "select",
      options: operators.map(({ id, name }) => ({ value: id, label: name })),
    },
    { name: "name", label: "Name", kind: "text", placeholder: "Frame contract 2027" },
    {
      name: "currency",
      label: "Currency",
      kind: "select",
      options: OFFER_CURRENCIES.map((value) => ({ value, label: value })),
    },
    { name: "fromMonth", label: "First month (UTC)", kind: "month", initial: month },
    { name: "throughMonth", label: "Last month", kind: "month", optional: true, hint: "Empty: no end." },
    { name: "holdBackPercent", label: "Hold-back (% of a month's wholesale)", kind: "decimal", initial: "0" },
    { name: "holdBackMonths", label: "Held back for (months)", kind: "decimal", initial: "1" },
    {
      name: "slaChargeBackPercent",
      label: "SLA credits borne by the operator (%)",
      kind: "decimal",
      initial: "100",
    },
  ];
}
