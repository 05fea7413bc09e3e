import type { Metadata } from "next";
import Link from "next/link";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { NextPayoutCard } from "@/components/payouts/next-payout-card";
import { PayoutAccountsTable } from "@/components/payouts/payout-accounts-table";
import { TermsForm } from "@/components/terms/terms-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { plainDecimal } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { listAccountsOf } from "@/lib/payouts/queries";
import { getPayoutTerms } from "@/lib/payouts/terms";
import { requireContext } from "@/lib/web/context";
import { LookIn } from "../../../visits/look-in";
import { decidePayoutAccountAction, setPayoutTermsAction } from "../../actions";
import { loadOperator } from "./load-operator";

export const metadata: Metadata = { title: "Operator's payouts" };

export default async function OperatorPayoutsPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const { operator, next } = await loadOperator((await params).id);
  const { id: organizationId, name } = operator;
  const [terms, accounts] = await Promise.all([
    getPayoutTerms(ctx, { organizationId }),
    listAccountsOf(ctx, { organizationId }),
  ]);
  return (
    <PageBody>
      <PageHeader
        title={name}
        description="What this operator is paid, where, and what the desk keeps back."
        actions={<LookIn organization={operator} />}
        meta={
          <>
            <Id value={organizationId} />
            <Link href={`/desk/compliance/organizations/${organizationId}`} className="text-primary hover:underline">
              Compliance
            </Link>
          </>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {next.map((one) => (
          <NextPayoutCard key={one.currency} next={one} />
        ))}
        {isOffered(ctx.actor, "payout_terms.manage") ? (
          <Card>
            <CardHeader title="Terms" description="For what is planned from now on." />
            <CardContent>
              <TermsForm
                fields={[
                  {
                    name: "reservePercent",
                    label: "Reserve (%)",
                    kind: "decimal",
                    initial: String(terms.reserveBps / 100),
                    hint: "Of the last weeks' wholesale.",
                  },
                  { name: "reserveWeeks", label: "Weeks of it", kind: "decimal", initial: String(terms.reserveWeeks) },
                  {
                    name: "minimum",
                    label: "Smallest payout",
                    kind: "decimal",
                    initial: plainDecimal(terms.minimumMicros),
                  },
                  {
                    name: "heldReason",
                    label: "Hold payouts because",
                    kind: "text",
                    optional: true,
                    initial: terms.heldReason ?? "",
                    hint: "Empty: they go out. The operator reads it.",
                  },
                ]}
                fixed={{ organizationId }}
                send={setPayoutTermsAction}
                label="Set terms"
                question={`Set the terms of ${name}'s payouts?`}
                consequence="What is planned already keeps its amount; a hold stops it all the same."
                object={name}
                done="Terms set"
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
      <Section title="Accounts" description="In force, asked for, and those before.">
        <PayoutAccountsTable
          rows={accounts}
          {...(isOffered(ctx.actor, "payout_account.approve") ? { decide: decidePayoutAccountAction } : {})}
        />
      </Section>
    </PageBody>
  );
}
