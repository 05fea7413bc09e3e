import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CustomerFunds, OtherAccounts } from "@/components/desk/customer-funds";
import { CustomerNotices } from "@/components/desk/customer-notices";
import { LeasesTable } from "@/components/desk/leases-table";
import { toLeaseRow } from "@/components/desk/to-lease-row";
import { toTransactionRow } from "@/components/desk/to-transaction-row";
import { TransactionsTable } from "@/components/desk/transactions-table";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { UtcTime } from "@/components/layout/utc-time";
import { toNoticeHistoryRow } from "@/components/notices/to-notice-row";
import { listNoticesOf } from "@/lib/identity/notice-queries";
import { listDeskLeases } from "@/lib/leases/desk-queries";
import { listTransactions } from "@/lib/ledger/desk-queries";
import { getCustomerBalance } from "@/lib/metering/balance-queries";
import { requireContext } from "@/lib/web/context";
import { LookIn } from "../../visits/look-in";
import { ComplianceSection } from "./compliance-section";
import { DiscountsSection } from "./discounts/discounts-section";
import { loadCustomer } from "./load-customer";
import { MoneySection } from "./money-section";
import { PromoSection } from "./promo-section";
import { RiskSection } from "./risk-section";
import { TermsSection } from "./terms-section";

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
  const [balance, notices, leases, ledger] = await Promise.all([
    getCustomerBalance(ctx, id),
    listNoticesOf(ctx, { organizationId: id, limit: 5 }),
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
  return (
    <PageBody>
      <PageHeader
        title={customer.name}
        actions={<LookIn organization={customer} />}
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
      <CustomerFunds balance={balance} />
      <OtherAccounts accounts={accounts.filter((account) => account.currency !== balance.currency)} />
      <CustomerNotices notices={notices.map(toNoticeHistoryRow)} />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <Section title="Leases">
          <LeasesTable
            isOneCustomer
            rows={leases.leases.map(toLeaseRow)}
            total={leases.total}
            pageSize={leaseTable.pageSize}
          />
        </Section>
        <MoneySection customer={customer} currency={balance.currency} />
      </div>
      <RiskSection customer={customer} />
      <ComplianceSection customer={{ id: customer.id, name: customer.name }} />
      <TermsSection customer={customer} />
      <DiscountsSection customer={customer} />
      <PromoSection customer={customer} />
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
