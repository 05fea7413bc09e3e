import type { Metadata } from "next";
import Link from "next/link";
import { HoldsTable } from "@/components/billing/holds-table";
import { MovementsTable } from "@/components/billing/movements-table";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { TaxProfileCard } from "@/components/terms/tax-profile-form";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { getOwnTaxProfile } from "@/lib/catalog/rate-queries";
import { parseTransactionId, transactionId } from "@/lib/core/ledger/transaction-id";
import { isPermitted } from "@/lib/core/permissions";
import { listLeaseNames } from "@/lib/leases/queries";
import { type BalanceMovement, listBalanceMovements, listHolds } from "@/lib/ledger/queries";
import { type BalanceSummary, getBalanceSummary } from "@/lib/metering/balance-queries";
import { requireContext } from "@/lib/web/context";
import { saveBillingDetails } from "./actions";

export const metadata: Metadata = { title: "Billing" };

const PAGE_SIZE = 25;

interface BillingPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const ctx = await requireContext("customer");
  const { before } = await searchParams;
  const earlierThan = typeof before === "string" ? parseTransactionId(before) : null;
  const balance = await getBalanceSummary(ctx);
  const page = { limit: PAGE_SIZE + 1, currency: balance.currency };
  const [profile, found, holds] = await Promise.all([
    getOwnTaxProfile(ctx),
    listBalanceMovements(ctx, earlierThan === null ? page : { ...page, before: earlierThan }),
    listHolds(ctx),
  ]);
  const movements = found.slice(0, PAGE_SIZE);
  const names = await listLeaseNames(ctx, [...holds.map((hold) => hold.ref), ...movements.flatMap(leaseIdOf)]);
  const nameOf = (leaseId: string) => names.get(leaseId) ?? leaseId;
  return (
    <PageBody>
      <AutoRefresh everyMs={15_000} />
      <PageHeader title="Billing" description="Your prepaid balance, and every movement of it." />
      <BalanceStats balance={balance} />
      <HowBillingWorks />
      <TaxProfileCard
        {...toWire(profile)}
        send={isPermitted("tax_profile.manage", "customer", ctx.actor.role) ? saveBillingDetails : undefined}
      />
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
    </PageBody>
  );
}

/** A usage movement, and the conversion that pays for it, are filed under `lease id:first second`. */
function leaseIdOf({ kind, ref }: BalanceMovement): string[] {
  return kind === "usage" || kind === "fx" ? [ref.split(":")[0]!] : [];
}

function BalanceStats({ balance }: { balance: BalanceSummary }) {
  const { currency } = balance;
  return (
    <StatGrid>
      <Stat
        label="Available"
        value={<Money micros={balance.availableMicros} currency={currency} />}
        unit={currency}
        hint="Balance less accrued and held"
        {...(balance.availableMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat
        label="Balance"
        value={<Money micros={balance.balanceMicros} currency={currency} />}
        hint="Booked in the ledger"
      />
      <Stat
        label="Accrued"
        value={<Money micros={balance.accruedMicros} currency={currency} />}
        hint="Used, not booked yet"
      />
      <Stat
        label="Held"
        value={<Money micros={balance.heldMicros} currency={currency} />}
        hint="For instances that hold capacity"
      />
    </StatGrid>
  );
}

function HowBillingWorks() {
  return (
    <Card>
      <CardHeader title="How billing works" />
      <CardContent className="max-w-3xl">
        <p>
          Send a bank transfer; the desk credits it to your balance. An instance is billed by the second at the price
          that was fixed at its launch, from the moment SSH answers until its container ends. Time without proof that it
          ran, a slow start or a failed one cost nothing, and the instance's segments say so line by line. Each launch
          sets five minutes of its price aside until it ends; when the balance runs low, instances are stopped.
        </p>
      </CardContent>
    </Card>
  );
}
