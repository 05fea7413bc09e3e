import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Currency } from "@/lib/core/money";
import type { PayoutFacts } from "@/lib/core/payouts/plan-payout";
import { weekEnd } from "@/lib/core/payouts/week";
import { DEFAULT_TERMS } from "./terms";

export interface OperatorFacts extends PayoutFacts {
  organizationId: string;
  heldReason: string | null;
}

interface Row extends Record<string, unknown> {
  organization_id: string;
  currency: Currency;
  balance: bigint;
  since: bigint;
  planned: bigint;
  reserve_base: bigint;
  reserve_bps: number;
  unsettled: bigint;
  hold_back_bps: number;
  minimum: bigint;
  held_reason: string | null;
}

/**
 * What is owed to operators up to a week's end, by `organizationId > after`, at most so many; or of one. Set-based: one statement. Wholesale that
 * is in no settlement yet is what took effect after the last one's month.
 */
export async function readPayoutFacts(
  db: DbOrTx,
  { week, after, limit, organizationId }: { week: string; after?: string; limit: number; organizationId?: string },
): Promise<OperatorFacts[]> {
  const end = sql`${weekEnd(week).toISOString()}::timestamptz`;
  const terms = sql`coalesce(t.reserve_weeks, ${DEFAULT_TERMS.reserveWeeks})`;
  const moved = (kinds: ReturnType<typeof sql>, from: ReturnType<typeof sql>, to: ReturnType<typeof sql>) => sql`(
    SELECT coalesce(sum(e.amount_micros), 0)::bigint FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
    WHERE e.account_number = a.number AND ${kinds} AND x.effective_at > ${from} AND x.effective_at <= ${to})`;
  const usage = sql`x.kind IN ('usage', 'usage_adjustment')`;
  // a payout that came back was owed before
  const came = sql`e.amount_micros > 0 AND x.kind <> 'payout_reversed'`;
  const settled = sql`coalesce((SELECT max(s.month) + interval '1 month' FROM statements s
    WHERE s.organization_id = a.organization_id AND s.currency = a.currency AND s.kind = 'settlement') AT TIME ZONE 'UTC', '-infinity')`;
  const { rows } = await db.execute<Row>(sql`
    SELECT a.organization_id, a.currency, a.balance_micros AS balance,
      ${moved(came, end, sql`'infinity'::timestamptz`)} AS since,
      (SELECT coalesce(sum(p.amount_micros), 0)::bigint FROM payouts p
        WHERE p.organization_id = a.organization_id AND p.currency = a.currency AND p.state = 'planned') AS planned,
      ${moved(usage, sql`${end} - ${terms} * interval '7 days'`, end)} AS reserve_base,
      coalesce(t.reserve_bps, ${DEFAULT_TERMS.reserveBps}) AS reserve_bps,
      ${moved(usage, settled, end)} AS unsettled,
      coalesce((SELECT w.hold_back_bps FROM wholesale_contracts w WHERE w.organization_id = a.organization_id
        AND w.currency = a.currency AND w.during @> ${end}), 0) AS hold_back_bps,
      coalesce(t.minimum_micros, ${String(DEFAULT_TERMS.minimumMicros)}::bigint) AS minimum, t.held_reason
    FROM ledger_accounts a LEFT JOIN payout_terms t ON t.organization_id = a.organization_id
    WHERE a.kind = 'operator_payable' AND a.organization_id || a.currency > ${after ?? ""}
      AND (${organizationId ?? null}::text IS NULL OR a.organization_id = ${organizationId ?? null})
    ORDER BY a.organization_id, a.currency LIMIT ${limit}`);
  return rows.map((row) => ({
    organizationId: row.organization_id,
    currency: row.currency,
    balanceMicros: row.balance,
    sinceWeekEndMicros: row.since,
    plannedMicros: row.planned,
    reserveBaseMicros: row.reserve_base,
    reserveBps: row.reserve_bps,
    unsettledMicros: row.unsettled,
    holdBackBps: row.hold_back_bps,
    minimumMicros: row.minimum,
    heldReason: row.held_reason,
  }));
}
