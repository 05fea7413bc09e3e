import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { type CorrectedLease, loadCorrectedLeases, loadDifferences } from "./corrected-leases";
import type { Invariant } from "./invariants";

const BATCH = 500;

/** Checked by the code that corrects, not by SQL: see `findMisbookedCorrections`. */
export const CORRECTIONS_BOOKED: Invariant = {
  number: 20,
  name: "of every corrected lease, segments and adjustments are what its corrections that stand make of its history",
  sql: "",
};

/** Corrected leases whose books differ from what the corrections that stand say, by any micro in any hour. */
export async function findMisbookedCorrections(tx: DbOrTx): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT lease_id AS id FROM lease_corrections UNION SELECT lease_id FROM usage_adjustments ORDER BY 1`);
  const offenders: string[] = [];
  for (let at = 0; at < rows.length; at += BATCH) {
    const ids = rows.slice(at, at + BATCH).map((row) => row.id);
    const corrected = [...(await loadCorrectedLeases(tx, ids)).values()];
    for (const one of corrected) if (!one.touched) offenders.push(`${one.lease.id} is adjusted without a correction`);
    offenders.push(...(await findMisbooked(tx, corrected)));
  }
  return offenders;
}

/** All at once; where one history does not add up, lease by lease, so that it hides no other. */
async function findMisbooked(tx: DbOrTx, corrected: CorrectedLease[]): Promise<string[]> {
  try {
    const differing = [...(await loadDifferences(tx, corrected))].filter(([, differences]) => differences.length > 0);
    return differing.map(([id, differences]) => `${id} ${differences[0]!.hour.toISOString()}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (corrected.length === 1) return [`${corrected[0]!.lease.id}: ${error.message}`];
  }
  const offenders: string[] = [];
  for (const one of corrected) offenders.push(...(await findMisbooked(tx, [one])));
  return offenders;
}

export const CORRECTION_INVARIANTS: Invariant[] = [
  {
    number: 21,
    name: "an adjustment is what its transaction and its conversion say, to the parties of its lease",
    sql: `WITH sums AS (
        SELECT e.transaction_number,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid'), 0) AS charge,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'operator_payable'), 0) AS payable,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'platform_revenue'), 0) AS spread,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'tax'), 0) AS tax,
          max(a.organization_id) FILTER (WHERE a.kind = 'customer_prepaid') AS customer,
          max(a.organization_id) FILTER (WHERE a.kind = 'operator_payable') AS operator
        FROM ledger_transactions t
        JOIN ledger_entries e ON e.transaction_number = t.number
        JOIN ledger_accounts a ON a.number = e.account_number
        WHERE t.kind = 'usage_adjustment' GROUP BY 1)
      SELECT coalesce(j.lease_id || ' ' || lower(j."window") || ' ' || j.rev, 'ltx_' || p.transaction_number) AS offender
      FROM usage_adjustments j JOIN leases l ON l.id = j.lease_id
      FULL JOIN sums p ON p.transaction_number = j.transaction_number
      WHERE j.lease_id IS NULL
        OR coalesce(p.charge, 0) <> -(j.delta_retail_micros + j.delta_tax_micros) OR coalesce(p.payable, 0) <> j.delta_wholesale_micros
        OR coalesce(p.spread, 0) <> j.delta_retail_micros - j.delta_wholesale_micros OR coalesce(p.tax, 0) <> j.delta_tax_micros
        OR p.customer <> l.organization_id OR p.operator <> l.operator_id
        OR (j.delta_charge_micros IS NULL) <> (l.billing_currency = l.currency)
      UNION ALL SELECT j.lease_id || ' ' || lower(j."window") || ' ' || j.rev FROM usage_adjustments j JOIN leases l ON l.id = j.lease_id
        LEFT JOIN LATERAL (SELECT sum(e.amount_micros) AS paid FROM ledger_transactions t
          JOIN ledger_entries e ON e.transaction_number = t.number AND e.currency = l.billing_currency
          JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'customer_prepaid' AND a.organization_id = l.organization_id
          WHERE t.kind = 'fx' AND t.rev = j.rev
            AND t.ref = j.lease_id || ':' || extract(epoch FROM date_trunc('hour', lower(j."window"), 'UTC'))::bigint) f ON true
        WHERE j.delta_charge_micros IS NOT NULL AND coalesce(f.paid, 0) <> -j.delta_charge_micros`,
  },
  {
    number: 22,
    name: "an SLA credit is what its transaction says, and those of a window are no more than the window cost",
    sql: `WITH sums AS (
        SELECT e.transaction_number,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid' AND a.organization_id = l.organization_id), 0) AS credit,
          coalesce(-sum(e.amount_micros) FILTER (WHERE a.kind = 'operator_payable' AND a.organization_id = l.operator_id), 0) AS charged_back,
          coalesce(-sum(e.amount_micros) FILTER (WHERE a.kind = 'sla_expense'), 0) AS borne
        FROM ledger_transactions t
        JOIN ledger_entries e ON e.transaction_number = t.number
        JOIN ledger_accounts a ON a.number = e.account_number
        LEFT JOIN leases l ON l.id = split_part(t.ref, ':', 1)
        WHERE t.kind = 'sla_credit' GROUP BY 1)
      SELECT coalesce(c.lease_id || ' ' || lower(c."window") || ' ' || c.rule_id, 'ltx_' || p.transaction_number) AS offender
      FROM sla_credits c FULL JOIN sums p ON p.transaction_number = c.transaction_number
      WHERE c.lease_id IS NULL OR p.transaction_number IS NULL OR p.credit <> c.credit_micros OR p.charged_back <> c.charged_back_micros
        OR p.borne <> c.credit_micros - c.charged_back_micros
      UNION ALL SELECT lease_id || ' ' || lower("window") FROM sla_credits GROUP BY lease_id, "window" HAVING sum(credit_micros) > max(retail_micros)`,
  },
];
