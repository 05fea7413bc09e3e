import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addMonths, monthEnd, monthStart } from "@/lib/core/billing/month";
import type { TransactionKind } from "@/lib/core/ledger/accounts";
import { type Currency, formatMoney } from "@/lib/core/money";
import { openAccount } from "@/lib/ledger/accounts";
import { type Posting, postTransactions } from "@/lib/ledger/post-transactions";
import { members, type Span } from "./marks";

interface Contract extends Record<string, unknown> {
  id: string;
  hold_back_bps: number;
}

/** How far back a commitment is looked at again: hours that were proven late lower what was topped up. */
const MONTHS_LOOKED_AT_AGAIN = 2;

/**
 * What the contracts of an operator add to a month: the commitment's top-up (capacity cost to payable), the hold-back (payable to held)
 * and what was held long enough. Each is "desired minus booked" under a ref of its own, so a second call posts nothing. The caller holds
 * the ledger's table lock: nothing is booked between these sums and the statement's mark.
 */
export async function postContractTerms(
  tx: Transaction,
  operator: { organizationId: string; currency: Currency },
  span: Span,
): Promise<void> {
  const { rows: contracts } = await tx.execute<Contract>(sql`
    SELECT id, hold_back_bps FROM wholesale_contracts
    WHERE organization_id = ${operator.organizationId} AND currency = ${operator.currency}
      AND during @> ${monthStart(span.month).toISOString()}::timestamptz`);
  await post(tx, operator, await topUps(tx, operator, span.month), span.month);
  for (const contract of contracts) await post(tx, operator, await holdBack(tx, contract, span), span.month);
  await post(tx, operator, await releases(tx, operator, span.month), span.month);
}

interface Term {
  kind: "commitment_top_up" | "hold_back" | "hold_back_released";
  ref: string;
  rev: number;
  memo: string;
  /** What it adds to the operator's payable. */
  payableMicros: bigint;
}

async function post(
  tx: Transaction,
  { organizationId, currency }: { organizationId: string; currency: Currency },
  terms: Term[],
  month: string,
) {
  if (terms.length === 0) return;
  const payable = await openAccount(tx, { kind: "operator_payable", organizationId, currency });
  const held = await openAccount(tx, { kind: "operator_held", organizationId, currency });
  const cost = await openAccount(tx, { kind: "platform_capacity_cost", organizationId: null, currency });
  await postTransactions(
    tx,
    terms.map(({ kind, ref, rev, memo, payableMicros }): Posting => {
      const contra = kind === "commitment_top_up" ? cost : held;
      const entries = [
        { accountNumber: payable.accountNumber, currency, amountMicros: payableMicros },
        { accountNumber: contra.accountNumber, currency, amountMicros: -payableMicros },
      ];
      return { kind, ref, rev, memo, effectiveAt: monthEnd(month), entries };
    }),
  );
}

interface Committed extends Record<string, unknown> {
  id: string;
  month: string;
  model: string;
  hours: number;
  price: bigint;
  delivered_seconds: bigint;
  booked: bigint;
  revs: number;
}

/** max(0, committed − delivered) × price of each commitment and month, less what was topped up for it. */
async function topUps(
  tx: Transaction,
  { organizationId, currency }: { organizationId: string; currency: Currency },
  month: string,
): Promise<Term[]> {
  const { rows } = await tx.execute<Committed>(sql`
    SELECT c.id, to_char(m.start, 'YYYY-MM-DD') AS month, a.code AS model, c.accelerator_hours_per_month AS hours,
      c.micros_per_accelerator_hour AS price, d.seconds + j.seconds AS delivered_seconds, b.booked, b.revs
    FROM wholesale_contracts w
    JOIN wholesale_commitments c ON c.contract_id = w.id
    JOIN accelerator_models a ON a.id = c.model_id
    CROSS JOIN LATERAL generate_series(${monthStart(addMonths(month, -MONTHS_LOOKED_AT_AGAIN)).toISOString()}::timestamptz,
      ${monthStart(month).toISOString()}::timestamptz, interval '1 month') AS m(start)
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(extract(epoch FROM s.seg_end - s.seg_start) * s.units), 0)::bigint AS seconds
      FROM usage_segments s JOIN leases l ON l.id = s.lease_id JOIN lease_rates r ON r.id = s.wholesale_rate_id
      JOIN skus k ON k.id = r.sku_id
      WHERE s.seg_start >= m.start AND s.seg_start < m.start + interval '1 month' AND l.operator_id = w.organization_id
        AND l.currency = w.currency AND s.state = 'running' AND k.model_id = c.model_id) d
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(x.delta_seconds * l.accelerator_count), 0)::bigint AS seconds
      FROM usage_adjustments x JOIN leases l ON l.id = x.lease_id JOIN skus k ON k.id = l.sku_id
      WHERE lower(x."window") >= m.start AND lower(x."window") < m.start + interval '1 month' AND l.operator_id = w.organization_id
        AND l.currency = w.currency AND k.model_id = c.model_id) j
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(e.amount_micros), 0)::bigint AS booked, count(DISTINCT t.number)::int AS revs
      FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_number = t.number
      JOIN ledger_accounts p ON p.number = e.account_number AND p.kind = 'operator_payable'
      WHERE t.kind = 'commitment_top_up' AND t.ref = c.id || ':' || to_char(m.start, 'YYYY-MM')) b
    WHERE w.organization_id = ${organizationId} AND w.currency = ${currency} AND w.during @> m.start AND c.during @> m.start
    ORDER BY c.id, m.start`);
  return rows.flatMap((row): Term[] => {
    const missing = BigInt(row.hours) * 3_600n - row.delivered_seconds;
    const desired = missing > 0n ? (missing * row.price) / 3_600n : 0n;
    const payableMicros = desired - row.booked;
    if (payableMicros === 0n) return [];
    const memo = `${row.model}, ${row.month.slice(0, 7)}: ${row.hours} accelerator-hours committed, ${hours(row.delivered_seconds)} delivered, ${formatMoney(row.price, currency, { precision: "trimmed" })} each`;
    return [
      { kind: "commitment_top_up", ref: `${row.id}:${row.month.slice(0, 7)}`, rev: row.revs, memo, payableMicros },
    ];
  });
}

/** Hours to a hundredth, rounded down. */
function hours(seconds: bigint): string {
  const hundredths = seconds / 36n;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}

/** The contract's share of what the month's statement has of usage and its corrections; nothing where those came to nothing. */
async function holdBack(tx: Transaction, contract: Contract, span: Span): Promise<Term[]> {
  if (contract.hold_back_bps === 0) return [];
  const ref = `${contract.id}:${span.month.slice(0, 7)}`;
  const { rows } = await tx.execute<{ wholesale: bigint; booked: boolean }>(sql`
    WITH ${members(span)}
    SELECT coalesce(sum(amount_micros) FILTER (WHERE kind IN ('usage', 'usage_adjustment')), 0)::bigint AS wholesale,
      EXISTS (SELECT 1 FROM ledger_transactions WHERE kind = 'hold_back' AND ref = ${ref}) AS booked
    FROM member`);
  const { wholesale, booked } = rows[0]!;
  const held = wholesale > 0n ? (wholesale * BigInt(contract.hold_back_bps)) / 10_000n : 0n;
  if (held === 0n || booked) return [];
  const memo = `${contract.hold_back_bps / 100} % of ${formatMoney(wholesale, span.currency)} wholesale, ${span.month.slice(0, 7)}`;
  return [{ kind: "hold_back", ref, rev: 0, memo, payableMicros: -held }];
}

interface Held extends Record<string, unknown> {
  ref: string;
  kind: TransactionKind;
  held: bigint;
}

/** What was held back so many months ago as its contract says, and was not released. */
async function releases(
  tx: Transaction,
  { organizationId, currency }: { organizationId: string; currency: Currency },
  month: string,
): Promise<Term[]> {
  const { rows } = await tx.execute<Held>(sql`
    SELECT t.ref, e.amount_micros AS held
    FROM wholesale_contracts w
    JOIN ledger_transactions t ON t.kind = 'hold_back' AND t.ref LIKE w.id || ':%'
    JOIN ledger_entries e ON e.transaction_number = t.number
    JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'operator_held'
    WHERE w.organization_id = ${organizationId} AND w.currency = ${currency}
      AND (split_part(t.ref, ':', 2) || '-01')::date + w.hold_back_months * interval '1 month' <= ${month}::date
      AND NOT EXISTS (SELECT 1 FROM ledger_transactions r WHERE r.kind = 'hold_back_released' AND r.ref = t.ref)
    ORDER BY t.ref`);
  return rows.map(({ ref, held }) => ({
    kind: "hold_back_released",
    ref,
    rev: 0,
    memo: `held back for ${ref.split(":")[1]}`,
    payableMicros: held,
  }));
}
