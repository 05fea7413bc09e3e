import type { Metadata } from "next";
import Link from "next/link";
import { BalanceStats } from "@/components/billing/balance-stats";
import { BudgetsTable } from "@/components/billing/budgets-table";
import { HoldsTable } from "@/components/billing/holds-table";
import { HowBillingWorks } from "@/components/billing/how-billing-works";
import { MonthlyCapCard } from "@/components/billing/monthly-cap-card";
import { MovementsTable } from "@/components/billing/movements-table";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { TaxProfileCard } from "@/components/terms/tax-profile-form";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { getOwnTaxProfile } from "@/lib/catalog/rate-queries";
import { parseTransactionId, transactionId } from "@/lib/core/ledger/transaction-id";
import { isOffered } from "@/lib/identity/authorize";
import { listLaunchProjects } from "@/lib/identity/projects/queries";
import { listLeaseNames } from "@/lib/leases/queries";
import { type BalanceMovement, listBalanceMovements, listHolds } from "@/lib/ledger/queries";
import { getBalanceSummary } from "@/lib/metering/balance-queries";
import { listBudgets } from "@/lib/metering/budget-queries";
import { requireContext } from "@/lib/web/context";
import { PaymentBanner } from "../payment-banner";
import {
  changeBudgetAction,
  createBudgetAction,
  removeBudgetAction,
  saveBillingDetails,
  setMonthlyCapAction,
} from "./actions";
import { AddMoney } from "./add-money";
import { AutoTopUpSection } from "./auto-top-up-section";
import { FreezeSection, LaunchLimitsSection } from "./limits-section";
import { NoticesSection } from "./notices-section";
import { PaymentMethodsSection } from "./payment-methods-section";
import { PaymentsSection } from "./payments-section";

export const metadata: Metadata = { title: "Billing" };

const PAGE_SIZE = 25;

interface BillingPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const ctx = await requireContext("customer");
  const search = await searchParams;
  const { before } = search;
  const earlierThan = typeof before === "string" ? parseTransactionId(before) : null;
  const balance = await getBalanceSummary(ctx);
  const page = { limit: PAGE_SIZE + 1, currency: balance.currency };
  const [profile, found, holds, budgets, projects] = await Promise.all([
    getOwnTaxProfile(ctx),
    listBalanceMovements(ctx, earlierThan === null ? page : { ...page, before: earlierThan }),
    listHolds(ctx),
    listBudgets(ctx),
    listLaunchProjects(ctx),
  ]);
  const mayManage = isOffered(ctx.actor, "budget.manage");
  const movements = found.slice(0, PAGE_SIZE);
  const names = await listLeaseNames(ctx, [...holds.map((hold) => hold.ref), ...movements.flatMap(leaseIdOf)]);
  const projectName = (id: string | null) => projects.find((project) => project.id === id)?.name ?? id;
  const nameOf = (leaseId: string) => names.get(leaseId) ?? leaseId;
  return (
    <PageBody>
      <AutoRefresh everyMs={15_000} />
      <PageHeader
        title="Billing"
        description="Your prepaid balance, and every movement of it."
        actions={<AddMoney currency={balance.currency} search={search} />}
      />
      <PaymentBanner />
      <FreezeSection />
      <BalanceStats balance={balance} />
      {holds.length > 0 ? (
        <Section
          title="Held"
          description="Set aside for each instance, so that it does not outrun the balance. Released at its end."
        >
          <HoldsTable
            holds={holds.map(({ ref, ...hold }) => ({ ...hold, leaseId: ref, name: nameOf(ref) }))}
            currency={balance.currency}
          />
        </Section>
      ) : null}
      <PaymentMethodsSection />
      <AutoTopUpSection />
      <PaymentsSection search={search} />
      <Section title="Movements">
        <MovementsTable
          pageSize={PAGE_SIZE}
          rows={movements.map((movement) => ({
            transactionId: transactionId(movement.number),
            at: movement.effectiveAt.toISOString(),
            kind: movement.kind,
            lease: leaseIdOf(movement).map((id) => ({ id, name: nameOf(id) }))[0] ?? null,
            memo: movement.memo,
            amountMicros: String(movement.amountMicros),
            currency: movement.currency,
          }))}
        />
        <div className="flex justify-end gap-2">
          {typeof before === "string" ? (
            <Button asChild>
              <Link href="/billing">Newest</Link>
            </Button>
          ) : null}
          {found.length > PAGE_SIZE ? (
            <Button asChild>
              <Link href={`/billing?before=${transactionId(movements.at(-1)!.number)}`}>Older movements</Link>
            </Button>
          ) : null}
        </div>
      </Section>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <Section
          title="Budgets"
          description="Told of by notices, once a month for each share. UTC months, tax included."
        >
          <BudgetsTable
            rows={toWire(budgets.map((budget) => ({ ...budget, projectName: projectName(budget.projectId) })))}
            currency={balance.currency}
            mayManage={mayManage}
            projects={projects}
            actions={{ create: createBudgetAction, change: changeBudgetAction, remove: removeBudgetAction }}
          />
        </Section>
        <MonthlyCapCard
          balance={toWire({ currency: balance.currency, month: balance.month })}
          mayManage={mayManage}
          onSet={setMonthlyCapAction}
        />
      </div>
      <LaunchLimitsSection />
      <TaxProfileCard
        {...toWire(profile)}
        send={isOffered(ctx.actor, "tax_profile.manage") ? saveBillingDetails : undefined}
      />
      <NoticesSection search={search} />
      <HowBillingWorks />
    </PageBody>
  );
}

/** A usage movement, and the conversion that pays for it, are filed under `lease id:first second`. */
function leaseIdOf({ kind, ref }: BalanceMovement): string[] {
  return kind === "usage" || kind === "fx" ? [ref.split(":")[0]!] : [];
}
