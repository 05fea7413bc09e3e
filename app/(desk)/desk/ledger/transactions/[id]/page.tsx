import type { Metadata } from "next";
import Link from "next/link";
import { EntriesTable } from "@/components/desk/entries-table";
import { sourceHref } from "@/components/desk/source-href";
import { accountLabel } from "@/components/desk/to-transaction-row";
import { DefinitionList } from "@/components/layout/definition-list";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent } from "@/components/ui/card";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { requireContext } from "@/lib/web/context";
import { loadTransaction } from "./load-transaction";

export const metadata: Metadata = { title: "Ledger transaction" };

type Transaction = Awaited<ReturnType<typeof loadTransaction>>;

export default async function TransactionPage({ params }: { params: Promise<{ id: string }> }) {
  await requireContext("platform");
  const transaction = await loadTransaction((await params).id);
  return (
    <PageBody>
      <PageHeader
        title={transactionId(transaction.number)}
        description={`${sentenceCase(transaction.kind)}. Append-only: a mistake is reversed by another transaction.`}
      />
      <Card>
        <CardContent>
          <DefinitionList columns={3} items={facts(transaction)} />
        </CardContent>
      </Card>
      <Section title="Entries" description="They sum to zero in each currency.">
        <EntriesTable
          rows={transaction.entries.map((entry) => ({
            line: entry.line,
            accountId: entry.accountId,
            account: [accountLabel(entry.kind, entry.organizationName), entry.qualifier].filter(Boolean).join(", "),
            currency: entry.currency,
            amountMicros: String(entry.amountMicros),
          }))}
        />
      </Section>
    </PageBody>
  );
}

function facts(transaction: Transaction) {
  const { source, related, reverses, rev, memo } = transaction;
  const href = source && sourceHref(source);
  return [
    { label: "Effective", value: <UtcTime at={transaction.effectiveAt.toISOString()} precision="second" /> },
    { label: "Booked", value: <UtcTime at={transaction.createdAt.toISOString()} precision="second" /> },
    {
      label: "Source document",
      value: href ? <TextLink href={href}>{`${source.kind} ${source.id}`}</TextLink> : "none on this platform",
    },
    {
      label: "Money fact",
      value: <span className="break-all font-mono text-xs">{transaction.ref}</span>,
      hint: rev > 0 ? `revision ${rev}` : "books once, whatever happens",
    },
    ...(memo ? [{ label: "Memo", value: memo }] : []),
    ...(reverses === null
      ? []
      : [{ label: "Reverses", value: <TransactionLink number={reverses} text={transactionId(reverses)} /> }]),
    ...(related.length > 0
      ? [
          {
            label: "Same fact",
            value: (
              <ul>
                {related.map(({ number, kind }) => (
                  <li key={String(number)}>
                    <TransactionLink number={number} text={`${kind.replaceAll("_", " ")} ${transactionId(number)}`} />
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
  ];
}

function TransactionLink({ number, text }: { number: bigint; text: string }) {
  return <TextLink href={`/desk/ledger/transactions/${transactionId(number)}`}>{text}</TextLink>;
}

function TextLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="break-all text-primary hover:underline">
      {children}
    </Link>
  );
}

function sentenceCase(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
