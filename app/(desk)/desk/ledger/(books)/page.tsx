import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { AccountsTable } from "@/components/desk/accounts-table";
import { toTransactionRow } from "@/components/desk/to-transaction-row";
import { TransactionsTable } from "@/components/desk/transactions-table";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { type BooksCheck, checkBooks, listAccountBalances, listTransactions } from "@/lib/ledger/desk-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Ledger" };

export default async function LedgerPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["kind"] });
  const [checks, accounts, page] = await Promise.all([
    checkBooks(ctx),
    listAccountBalances(ctx),
    listTransactions(ctx, {
      q: table.q,
      kinds: table.filters.kind ?? [],
      limit: table.pageSize,
      offset: table.offset,
    }),
  ]);
  return (
    <PageBody>
      <PageHeader
        title="Ledger"
        description="Double entry, credit positive: what we owe and earn is positive, what we hold and spend negative, and all sum to zero."
      />
      {checks.map((check) => (
        <BooksAlert key={check.currency} check={check} />
      ))}
      <Section title="Accounts">
        <AccountsTable
          rows={accounts.map((account) => ({
            id: account.id,
            account: account.kind.replaceAll("_", " "),
            owner: account.organizationName,
            currency: account.currency,
            balanceMicros: String(account.balanceMicros),
          }))}
        />
      </Section>
      <Section
        title="Transactions"
        description="Newest first. Append-only: a mistake is reversed by another transaction."
      >
        <TransactionsTable
          rows={page.transactions.map(toTransactionRow)}
          total={page.total}
          pageSize={table.pageSize}
        />
      </Section>
    </PageBody>
  );
}

function BooksAlert({ check }: { check: BooksCheck }) {
  const isSound = check.differenceMicros === 0n && check.wrongBalances === 0;
  if (isSound)
    return (
      <Alert tone="success" title={`The ${check.currency} books balance`}>
        <p className="text-muted-foreground">
          {check.entryCount} entries sum to zero, and every kept balance is the sum of its entries.
        </p>
      </Alert>
    );
  return (
    <Alert tone="danger" title={`The ${check.currency} books do not balance`}>
      <p>
        All entries sum to <Money micros={check.differenceMicros} currency={check.currency} precision="micros" signed />
        , and {check.wrongBalances} kept balance{check.wrongBalances === 1 ? " is" : "s are"} wrong. Run npm run audit
        before anything is paid out.
      </p>
    </Alert>
  );
}
