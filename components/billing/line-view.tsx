import Link from "next/link";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import type { LineSegment } from "@/lib/billing/line-segments";
import { formatDuration } from "@/lib/core/billing/document";
import { LINE_TITLES, type StatementLine } from "@/lib/core/billing/statement";
import type { Currency } from "@/lib/core/money";
import { LineSegmentsTable } from "./line-segments-table";

interface LineViewProps {
  statement: { id: string; number: string; currency: Currency };
  line: StatementLine;
  segments: LineSegment[];
  total: number;
  pageSize: number;
  /** Path of the statement, and of the lease's own page where the reader has one. */
  statementHref: string;
  leaseHref?: string | undefined;
}

/** A line of a statement: its lease and the segments that it sums. */
export function LineView({ statement, line, segments, total, pageSize, statementHref, leaseHref }: LineViewProps) {
  const { currency, number } = statement;
  return (
    <PageBody>
      <PageHeader
        title={`Line ${line.line}: ${LINE_TITLES[line.type]}`}
        description={line.description}
        meta={
          <>
            <Link href={statementHref} className="text-primary hover:underline">
              {number}
            </Link>
            {line.leaseId ? <Id value={line.leaseId} {...(leaseHref ? { href: leaseHref } : {})} /> : null}
          </>
        }
      />
      <StatGrid>
        <Stat
          label="Amount, without tax"
          value={<Money micros={line.amountMicros} currency={currency} precision="micros" signed />}
          unit={currency}
        />
        <Stat
          label="Rounded"
          value={<Money micros={line.amountMicros} currency={currency} signed />}
          unit={currency}
          hint="Half to even"
        />
        {line.seconds === null ? null : (
          <Stat
            label="Time"
            value={formatDuration(line.seconds)}
            unit={line.units === null ? "h:mm:ss" : `h:mm:ss × ${line.units}`}
            hint={`${line.seconds} s`}
          />
        )}
      </StatGrid>
      <Section
        title="Segments"
        description="Metered time as it was booked, oldest first; a segment lies within one UTC hour."
      >
        <LineSegmentsTable
          total={total}
          pageSize={pageSize}
          csvName={`${number}-line-${line.line}-segments`}
          rows={segments.map((segment) => ({
            id: segment.id,
            from: segment.from.toISOString(),
            to: segment.to.toISOString(),
            units: segment.units,
            priceMicros: String(segment.price),
            priceCurrency: segment.currency,
            amountMicros: String(segment.amount),
            currency,
          }))}
        />
      </Section>
    </PageBody>
  );
}
