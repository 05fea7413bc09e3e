import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { AccountStats } from "@/components/desk/account-stats";
import { CreditForm } from "@/components/desk/credit-form";
import { LeasesTable } from "@/components/desk/leases-table";
import { toLeaseRow } from "@/components/desk/to-lease-row";
import { toTransactionRow } from "@/components/desk/to-transaction-row";
import { TransactionsTable } from "@/components/desk/transactions-table";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { UtcTime } from "@/components/layout/utc-time";
import { CustomerTermsCard } from "@/components/terms/customer-terms-card";
import { TaxProfileCard } from "@/components/terms/tax-profile-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { getCustomerTerms } from "@/lib/catalog/rate-queries";
import { plainDecimal } from "@/lib/core/money";
import { isPermitted } from "@/lib/core/permissions";
import type { CustomerRow } from "@/lib/leases/customer-queries";
import { listDeskLeases } from "@/lib/leases/desk-queries";
import { listTransactions } from "@/lib/ledger/desk-queries";
import { requireContext } from "@/lib/web/context";
import { creditCustomerAction, setCustomerTermsAction, setTaxProfileAction } from "./actions";
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
  const [terms, leases, ledger] = await Promise.all([
    getCustomerTerms(ctx, id),
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
  ]);
  const customer = accounts[0]!;
  const mayCredit = isPermitted("customer.credit", ctx.actor.organizationKind, ctx.actor.role);
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
                currency={terms.billingCurrency}
                credit={creditCustomerAction}
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
      <Terms
        customer={customer}
        terms={terms}
        maySet={isPermitted("terms.manage", ctx.actor.organizationKind, ctx.actor.role)}
      />
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

interface TermsProps {
  customer: CustomerRow;
  terms: Awaited<ReturnType<typeof getCustomerTerms>>;
  maySet: boolean;
}

function Terms({ customer, terms, maySet }: TermsProps) {
  const { agreed, taxProfiles, creditLimitMicros, monthlyCapMicros, ...rest } = terms;
  const profile = (status: string) => toWire(taxProfiles.find((one) => one.status === status) ?? null);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {maySet ? (
        <CustomerTermsCard
          customer={customer}
          agreed={agreed && { at: agreed.updatedAt.toISOString(), by: agreed.email }}
          terms={{
            ...rest,
            creditLimit: plainDecimal(creditLimitMicros),
            monthlyCap: monthlyCapMicros === null ? "" : plainDecimal(monthlyCapMicros),
          }}
          send={setCustomerTermsAction}
        />
      ) : null}
      <TaxProfileCard
        customer={customer}
        current={profile("current")}
        announced={profile("announced")}
        send={maySet ? setTaxProfileAction : undefined}
      />
    </div>
  );
}
