import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CreditForm } from "@/components/desk/credit-form";
import { GrantPromoDialog } from "@/components/desk/grant-promo-dialog";
import { LeasesTable } from "@/components/desk/leases-table";
import { PromoTable } from "@/components/desk/promo-table";
import { toLeaseRow } from "@/components/desk/to-lease-row";
import { toTransactionRow } from "@/components/desk/to-transaction-row";
import { TransactionsTable } from "@/components/desk/transactions-table";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { isPermitted } from "@/lib/core/permissions";
import type { CustomerRow } from "@/lib/leases/customer-queries";
import { listDeskLeases } from "@/lib/leases/desk-queries";
import { listPromoGrants } from "@/lib/ledger/adjustment-queries";
import { listTransactions } from "@/lib/ledger/desk-queries";
import { requireContext } from "@/lib/web/context";
import { grantPromoAction } from "../../adjustments/actions";
import { creditCustomerAction } from "./actions";
import { DiscountsSection } from "./discounts/discounts-section";
import { loadCustomer } from "./load-customer";

export const metadata: Metadata = { title: "Customer" };

interface CustomerPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
}

export default async function CustomerPage({ params, searchParams }: CustomerPageProps) {
  const ctx = await requireContext("platform");
  const { id } = await params;
  const search = await searchParams;
  const accounts = await loadCustomer(id);
  const leaseTable = readTableState(search, { filters: ["state"], pageSize: 10 });
  const ledgerTable = readTableState(search, { name: "ledger", filters: ["kind"], pageSize: 10 });
  const [leases, ledger, grants] = await Promise.all([
    listDeskLeases(ctx, {
      customerId: id,
      q: leaseTable.q,
      states: leaseTable.filters.state ?? [],
      limit: leaseTable.pageSize,
      offset: leaseTable.offset,
    }),
    listTransactions(ctx, {
      organizationId: id,
      q: ledgerTable.q,
      kinds: ledgerTable.filters.kind ?? [],
      limit: ledgerTable.pageSize,
      offset: ledgerTable.offset,
    }),
    listPromoGrants(ctx, { organizationId: id }),
  ]);
  const customer = accounts[0]!;
  const mayCredit = isPermitted("customer.credit", ctx.actor.organizationKind, ctx.actor.role);
  const mayGrant = isPermitted("promo.grant", ctx.actor.organizationKind, ctx.actor.role);
  return (
    <PageBody>
      <PageHeader
        title={customer.name}
        meta={
          <>
            <Id value={customer.id} />
            {customer.ownerEmail ? <span>{customer.ownerEmail}</span> : null}
            <span>
              Customer since <UtcTime at={customer.createdAt.toISOString()} />
            </span>
          </>
        }
      />
      {accounts.map((account) => (
        <AccountStats key={account.currency} account={account} />
      ))}
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <Section title="Leases">
          <LeasesTable
            isOneCustomer
            rows={leases.leases.map(toLeaseRow)}
            total={leases.total}
            pageSize={leaseTable.pageSize}
          />
        </Section>
        {mayCredit ? (
          <Card>
            <CardHeader title="Credit the balance" description="For money that arrived by bank." />
            <CardContent>
              <CreditForm
                customerId={customer.id}
                customerName={customer.name}
                currency={customer.currency ?? "USD"}
                credit={creditCustomerAction}
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
      <DiscountsSection customer={customer} />
      <Section
        title="Promotional credit"
        actions={
          mayGrant ? (
            <GrantPromoDialog
              customer={{ id: customer.id, name: customer.name, currency: customer.currency ?? "USD" }}
              grant={grantPromoAction}
            />
          ) : null
        }
      >
        <PromoTable
          rows={grants.map((grant) => ({
            id: grant.id,
            reason: grant.reason,
            currency: grant.currency,
            amountMicros: String(grant.amountMicros),
            remainingMicros: String(grant.remainingMicros),
            createdAt: grant.createdAt.toISOString(),
            expiresAt: grant.expiresAt.toISOString(),
          }))}
        />
      </Section>
      <Section title="Ledger" description="Transactions that touch this customer's accounts, with all their entries.">
        <TransactionsTable
          name="ledger"
          rows={ledger.transactions.map(toTransactionRow)}
          total={ledger.total}
          pageSize={ledgerTable.pageSize}
        />
      </Section>
    </PageBody>
  );
}

function AccountStats({ account }: { account: CustomerRow }) {
  const currency = account.currency ?? "USD";
  const free = account.balanceMicros - account.heldMicros;
  return (
    <StatGrid className="sm:grid-cols-4">
      <Stat
        label="Prepaid balance"
        value={<Money micros={account.balanceMicros} currency={currency} />}
        unit={currency}
        hint="Booked; usage since the last close is not in it"
        {...(account.balanceMicros < 0n ? { tone: "danger" as const } : {})}
      />
      <Stat
        label="Held for running leases"
        value={<Money micros={account.heldMicros} currency={currency} />}
        unit={currency}
      />
      <Stat label="Free to launch with" value={<Money micros={free} currency={currency} />} unit={currency} />
      <Stat
        label="Burn"
        value={<Money micros={account.burnMicrosPerHour} currency={currency} suffix="/h" />}
        unit={`${account.runningLeases} running`}
      />
    </StatGrid>
  );
}
