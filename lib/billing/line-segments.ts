import { eq, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { ledgerAccounts, statements } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import type { IntervalState } from "@/lib/core/leases/states";
import type { Currency } from "@/lib/core/money";
import { segmentId } from "@/lib/core/rating/segment-id";
import { members, type Span } from "./marks";
import { getStatementLine } from "./statement-queries";

const LONGEST_PAGE = 500;

interface SegmentRow extends Record<string, unknown> {
  from: Date;
  to: Date;
  state: IntervalState;
  units: number;
  price: bigint;
  retail: bigint;
  wholesale: bigint;
  tax: bigint;
  amount: bigint;
  total: bigint;
  /** That the price is in. */
  currency: Currency;
}

/** The account and the marks that a statement was made with. */
async function spanOf(db: DbOrTx, statement: typeof statements.$inferSelect): Promise<Span> {
  const kind = statement.kind === "settlement" ? "operator_payable" : "customer_prepaid";
  const accounts = await db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.organizationId, statement.organizationId));
  const account = accounts.find((one) => one.kind === kind && one.currency === statement.currency)!;
  const [previous] = statement.previousId
    ? await db.select().from(statements).where(eq(statements.id, statement.previousId))
    : [];
  const { currency, month, highWater } = statement;
  return { accountNumber: account.number, currency, month, highWater, previous: previous ?? null };
}

/** The segments that a usage line sums, oldest first, each with what its booking moved on the party's account; none for other lines. */
export async function listLineSegments(
  asked: Context,
  input: { statementId: string; line: number; limit: number; offset: number },
) {
  const ctx = acrossTenants(
    asked,
    "transactions name no organization; those asked for are of a line that was found as the reader's own",
  );
  const { statement, line } = await getStatementLine(ctx, input);
  if (line.type !== "usage" || !line.leaseId) return { statement, line, segments: [], total: 0 };
  const rate = statement.kind === "settlement" ? sql`s.wholesale_rate_id` : sql`s.retail_rate_id`;
  const kinds = statement.kind === "settlement" ? sql`m.kind = 'usage'` : sql`m.kind IN ('usage', 'fx')`;
  const { rows } = await ctx.db.execute<SegmentRow>(sql`
    WITH ${members(await spanOf(ctx.db, statement))}
    SELECT s.seg_start AS "from", s.seg_end AS "to", s.state, s.units, r.micros_per_unit_hour AS price, s.retail_micros AS retail,
      s.wholesale_micros AS wholesale, s.tax_micros AS tax, m.amount_micros AS amount, l.currency,
      count(*) OVER () AS total
    FROM member m
    JOIN ledger_transactions u ON u.kind = 'usage' AND u.ref = m.ref AND u.rev = m.rev
    JOIN usage_segments s ON s.lease_id = m.lease_id AND s.seg_start = m.first_second AND s.transaction_number = u.number
    JOIN leases l ON l.id = s.lease_id
    JOIN lease_rates r ON r.id = ${rate}
    JOIN skus k ON k.id = r.sku_id
    WHERE m.lease_id = ${line.leaseId} AND ${kinds} AND k.code = ${line.skuCode} AND s.units = ${line.units}
      AND r.micros_per_unit_hour = ${line.microsPerUnitHour}
      AND s.seg_start >= ${line.from!.toISOString()}::timestamptz AND s.seg_end <= ${line.to!.toISOString()}::timestamptz
    ORDER BY s.seg_start LIMIT ${Math.min(input.limit, LONGEST_PAGE)} OFFSET ${input.offset}`);
  const segments = rows.map(({ total: _, ...row }) => ({ ...row, id: segmentId(line.leaseId!, row.from) }));
  return { statement, line, segments, total: Number(rows[0]?.total ?? 0) };
}

export type LineSegment = Awaited<ReturnType<typeof listLineSegments>>["segments"][number];
