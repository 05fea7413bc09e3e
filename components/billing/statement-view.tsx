import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { CopyText } from "@/components/layout/copy-text";
import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { StatementDetail } from "@/lib/billing/statement-queries";
import { documentOf, formatMinor } from "@/lib/core/billing/document";
import { formatMonth } from "@/lib/core/billing/month";
import { STATEMENT_TITLES } from "@/lib/core/billing/statement";
import { StatementLinesTable } from "./statement-lines-table";

interface StatementViewProps {
  statement: StatementDetail;
  /** Path of the list that it is in. */
  base: string;
  /** How its invoice stands, where it has one. */
  payment?: ReactNode;
}

/** The same document for its party and for the desk. */
export function StatementView({ statement, base, payment }: StatementViewProps) {
  const { id, kind, number, month, currency, issuedAt, lineCount, shownLines } = statement;
  const own = `${base}/${id}`;
  return (
    <PageBody>
      <PageHeader
        title={number}
        badge={<Badge>{STATEMENT_TITLES[kind]}</Badge>}
        description={`${formatMonth(month)}, UTC month, in ${currency}.`}
        meta={
          <>
            <Id value={id} />
            <span>
              Issued <UtcTime at={issuedAt.toISOString()} precision="second" />
            </span>
          </>
        }
        actions={
          <>
            <DownloadButton href={`${own}/pdf`} label="PDF" />
            <DownloadButton href={`${own}/csv`} label="CSV, exact" />
          </>
        }
      />
      <Figures statement={statement} />
      {payment}
      {statement.parties.notes.map((note) => (
        <Alert key={note} title={note} tone={note.startsWith("Simulated") ? "info" : "neutral"} />
      ))}
      <Section
        title="Lines"
        description={`What each adds to the balance. ${lineCount > shownLines.length ? `The first ${shownLines.length} of ${lineCount}; all are in the CSV. ` : ""}A usage line leads to its segments.`}
      >
        <StatementLinesTable
          base={own}
          csvName={`${number}-lines`}
          rows={shownLines.map((line) => ({
            line: line.line,
            type: line.type,
            description: line.description,
            leaseId: line.leaseId,
            leaseName: line.leaseName,
            seconds: line.seconds === null ? null : String(line.seconds),
            units: line.units,
            from: line.from?.toISOString() ?? null,
            to: line.to?.toISOString() ?? null,
            amountMicros: String(line.amountMicros),
            currency,
          }))}
        />
      </Section>
      <div className="grid gap-6 lg:grid-cols-2">
        <Parties statement={statement} />
        <Proof statement={statement} />
      </div>
    </PageBody>
  );
}

function DownloadButton({ href, label }: { href: string; label: string }) {
  return (
    <Button asChild>
      <a href={href} download>
        <Download aria-hidden className="size-3.5" />
        {label}
      </a>
    </Button>
  );
}

function Figures({ statement }: { statement: StatementDetail }) {
  const { kind, currency, openingMicros, closingMicros } = statement;
  const paper = documentOf(statement);
  return (
    <StatGrid>
      <Stat label="Opening balance" value={<Money micros={openingMicros} currency={currency} />} unit={currency} />
      <Stat
        label={kind === "settlement" ? "Earned" : "Charges and tax"}
        value={formatMinor(paper.totalMinor, currency)}
        unit={currency}
        hint={paper.taxMinor === 0n ? "No tax" : `${formatMinor(paper.taxMinor, currency)} of it tax`}
      />
      <Stat
        label="Closing balance"
        value={<Money micros={closingMicros} currency={currency} />}
        unit={currency}
        hint={`Exactly ${exactly(closingMicros)}`}
      />
      {kind === "invoice" ? (
        <Stat
          label="Amount due"
          value={formatMinor(paper.dueMinor, currency)}
          unit={currency}
          {...(paper.dueMinor > 0n ? { tone: "warning" as const } : {})}
        />
      ) : null}
    </StatGrid>
  );
}

/** All six places, plain. */
function exactly(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0");
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function Parties({ statement: { parties, kind } }: StatementViewProps | { statement: StatementDetail }) {
  const { issuer, recipient } = parties;
  return (
    <Card>
      <CardHeader title="Parties" description="As they were when it was issued." />
      <CardContent>
        <DefinitionList
          columns={2}
          items={[
            {
              label: "Issued by",
              value: issuer.name,
              hint: `${issuer.address}${issuer.taxId ? `, tax ID ${issuer.taxId}` : ""}`,
            },
            {
              label: kind === "settlement" ? "Operator" : "Bill to",
              value: recipient.name,
              hint: [recipient.address, recipient.taxId && `tax ID ${recipient.taxId}`].filter(Boolean).join(", "),
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}

function Proof({ statement }: { statement: StatementDetail }) {
  return (
    <Card>
      <CardHeader
        title="How to check it"
        description="It is made again from the ledger at the same marks, to the same hash."
      />
      <CardContent>
        <DefinitionList
          items={[
            { label: "Ledger transactions up to", value: `ltx_${statement.highWater}` },
            { label: "Rounding of lines", value: exactly(statement.roundingMicros) },
            { label: "Content SHA-256", value: <CopyText value={statement.contentHash} /> },
          ]}
        />
      </CardContent>
    </Card>
  );
}
