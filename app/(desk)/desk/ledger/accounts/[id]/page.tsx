import type { Metadata } from "next";
import Link from "next/link";
import { requestAdjustmentAction, writeOffAction } from "@/app/(desk)/desk/adjustments/actions";
import { readTableState } from "@/components/data-table/table-state";
import { AccountEntriesTable } from "@/components/desk/account-entries-table";
import { AdjustDialog } from "@/components/desk/adjust-dialog";
import { accountLabel } from "@/components/desk/to-transaction-row";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { Alert } from "@/components/ui/alert";
import { ADJUSTABLE_KINDS, type AdjustableKind } from "@/lib/core/ledger/adjustments";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { listAccountEntries } from "@/lib/ledger/browser-queries";
import { requireContext } from "@/lib/web/context";
import { loadAccount } from "./load-account";

export const metadata: Metadata = { title: "Ledger account" };

interface AccountPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
}

export default async function AccountPage({ params, searchParams }: AccountPageProps) {
  const ctx = await requireContext("platform");
  const account = await loadAccount((await params).id);
  const table = readTableState(await searchParams, { filters: ["kind"] });
  const { entries, total } = await listAccountEntries(ctx, account.number, {
    kinds: table.filters.kind ?? [],
    limit: table.pageSize,
    offset: table.offset,
  });
  const isWrong = account.balanceMicros !== null && account.balanceMicros !== account.entriesMicros;
  return (
    <PageBody>
      <PageHeader
        title={accountLabel(account.kind, account.organizationName)}
        meta={
          <>
            <Id value={account.id} />
            <span>{account.currency}</span>
            {account.qualifier ? <span>{account.qualifier}</span> : null}
            {account.organizationKind === "customer" ? (
              <Link className="text-primary hover:underline" href={`/desk/customers/${account.organizationId}`}>
                {account.organizationName}
              </Link>
            ) : null}
          </>
        }
      />
      {isAdjustable(account.kind) && account.organizationId ? (
        <div className="flex flex-wrap gap-2">
          <AdjustDialog account={adjusted(account)} adjust={requestAdjustmentAction} />
          {account.kind.startsWith("customer_") && account.entriesMicros < 0n ? (
            <AdjustDialog account={adjusted(account)} writeOff={writeOffAction} />
          ) : null}
        </div>
      ) : null}
      {isWrong ? (
        <Alert tone="danger" title="The kept balance is not the sum of the entries">
          <p>Run npm run audit before anything is paid out.</p>
        </Alert>
      ) : null}
      <StatGrid className="sm:grid-cols-2">
        <Stat
          label="Balance"
          value={<Money micros={account.entriesMicros} currency={account.currency} precision="micros" signed />}
          unit={account.currency}
          hint="Credit positive: what we owe and earn is positive, what we hold and spend negative"
        />
        <Stat label="Entries" value={account.entryCount.toLocaleString("en")} />
      </StatGrid>
      <Section title="Entries" description="Newest first; each leads to its transaction.">
        <AccountEntriesTable
          currency={account.currency}
          rows={entries.map((entry) => ({
            id: transactionId(entry.number),
            kind: entry.kind,
            fact: entry.memo ?? entry.ref,
            effectiveAt: entry.effectiveAt.toISOString(),
            amountMicros: String(entry.amountMicros),
          }))}
          total={total}
          pageSize={table.pageSize}
        />
      </Section>
    </PageBody>
  );
}

function isAdjustable(kind: string): kind is AdjustableKind {
  return ADJUSTABLE_KINDS.some((one) => one === kind);
}

function adjusted(account: Awaited<ReturnType<typeof loadAccount>>) {
  const { organizationId, organizationName, kind, currency } = account;
  return {
    organizationId: organizationId!,
    organizationName: organizationName ?? organizationId!,
    kind: kind as AdjustableKind,
    currency,
  };
}
