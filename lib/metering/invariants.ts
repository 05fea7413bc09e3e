import { BILLING_POLICY, INTERVAL_STATES } from "@/lib/core/leases/states";
import { BOUND_SECONDS } from "@/lib/core/ledger/holds";
import { INVOICE_INVARIANTS } from "./invoice-invariants";
import { PAYMENT_INVARIANTS } from "./payment-invariants";
import { PAYOUT_INVARIANTS } from "./payout-invariants";
import { RECONCILIATION_INVARIANTS } from "./reconciliation-invariants";
import { STATEMENT_INVARIANTS } from "./statement-invariants";

/** An invariant of money.md by its number there: a query that returns no rows on sound books. `offender` names what is wrong. */
export interface Invariant {
  number: number;
  name: string;
  sql: string;
}

const CHARGED = INTERVAL_STATES.filter((state) => BILLING_POLICY[state].billsCustomer);
const list = (states: readonly string[]) => states.map((state) => `'${state}'`).join(", ");
/** States that are free where the lease has no price for their SKU. */
const OPTIONAL = list(CHARGED.filter((state) => BILLING_POLICY[state].priceOptional));

/** ⌊R·c/3600⌋ with c counted from the anchor to an edge of the segment. */
const amountTo = (rate: string, anchor: string, edge: string) =>
  `coalesce(div(${rate} * s.units * extract(epoch FROM ${edge} - ${anchor})::bigint, 3600), 0)`;

/**
 * Of an account under its floor: what it has moved by since it last was not, by use and by other movements (adjustments, reversals). Use alone is bound, by
 * the leases that it is of, R with the highest tax and conversion that their segments had. A floor that was moved meanwhile says nothing.
 */
const OVERDRAWN = `WITH low AS (
        SELECT a.id, a.number, a.organization_id, a.currency, a.balance_micros, -coalesce(t.credit_limit_micros, 0) AS floor, t.updated_at
        FROM ledger_accounts a LEFT JOIN customer_terms t ON t.organization_id = a.organization_id AND t.billing_currency = a.currency
        WHERE a.kind = 'customer_prepaid' AND a.balance_micros < -coalesce(t.credit_limit_micros, 0)),
      running AS (
        SELECT w.*, e.transaction_number, e.amount_micros,
          sum(e.amount_micros) OVER (PARTITION BY w.id ORDER BY e.transaction_number) AS balance
        FROM low w JOIN ledger_entries e ON e.account_number = w.number),
      since AS (
        SELECT r.id, r.organization_id, r.currency, r.floor, r.updated_at,
          coalesce(max(r.transaction_number) FILTER (WHERE r.balance >= r.floor), 0) AS number FROM running r GROUP BY 1, 2, 3, 4, 5),
      used AS (
        SELECT s.id, s.organization_id, s.currency, s.floor, min(t.created_at) AS began, s.updated_at,
          coalesce(max(r.balance) FILTER (WHERE r.transaction_number = s.number), 0)
            + coalesce(sum(r.amount_micros) FILTER (WHERE r.transaction_number > s.number AND (t.kind IN ('usage', 'promo_applied') OR (t.kind = 'fx' AND t.rev = 0))), 0) AS by_use,
          to_timestamp(min(split_part(t.ref, ':', 2)::bigint) FILTER (WHERE r.transaction_number > s.number AND t.kind IN ('usage', 'fx')
            AND t.ref ~ '^lse_[0-9a-z]+:[0-9]{1,11}$')) AS first_second
        FROM since s JOIN running r ON r.id = s.id JOIN ledger_transactions t ON t.number = r.transaction_number
        WHERE r.transaction_number >= s.number GROUP BY 1, 2, 3, 4, 6),
      fallen AS (
        SELECT used.*, ARRAY(SELECT l.id FROM leases l WHERE l.organization_id = used.organization_id
          AND EXISTS (SELECT FROM usage_segments g WHERE g.lease_id = l.id AND g.seg_end > used.first_second)) AS leases
        FROM used),
      rated AS (
        SELECT u.lease_id, max(ceil(r.micros_per_unit_hour * u.units * (1 + coalesce(x.rate_bps, 0) / 10000.0) * coalesce(f.rate_e9 / 1e9, 1))) AS rate
        FROM usage_segments u JOIN lease_rates r ON r.id = u.retail_rate_id
        LEFT JOIN tax_rates x ON x.id = u.tax_rate_id LEFT JOIN fx_rates f ON f.id = u.fx_rate_id
        WHERE u.lease_id IN (SELECT unnest(leases) FROM fallen) GROUP BY 1)
      SELECT f.id AS offender FROM fallen f
      WHERE (f.updated_at IS NULL OR f.updated_at < f.began) AND f.by_use < f.floor
        - (SELECT coalesce(sum(ceil(d.rate * ${BOUND_SECONDS} / 3600) + 1), 0) FROM rated d WHERE d.lease_id = ANY(f.leases))`;

export const INVARIANTS: Invariant[] = [
  {
    number: 1,
    name: "every transaction sums to zero per currency, in one currency unless it converts, and has two entries or more",
    sql: `SELECT 'ltx_' || t.number AS offender FROM ledger_transactions t
      LEFT JOIN (
        SELECT transaction_number, sum(lines) AS lines, count(*) AS currencies, bool_or(total <> 0) AS unbalanced FROM (
          SELECT transaction_number, currency, count(*) AS lines, sum(amount_micros) AS total FROM ledger_entries GROUP BY 1, 2) c
        GROUP BY 1) e ON e.transaction_number = t.number
      WHERE e.lines IS NULL OR e.lines < 2 OR e.unbalanced OR (e.currencies > 1 AND t.kind <> 'fx')`,
  },
  {
    number: 2,
    name: "usage: charge − payable − spread − tax = 0, each as its segment says",
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
        WHERE t.kind = 'usage' GROUP BY 1)
      SELECT coalesce(s.lease_id || ' ' || s.seg_start, 'ltx_' || p.transaction_number) AS offender
      FROM usage_segments s JOIN leases l ON l.id = s.lease_id
      FULL JOIN sums p ON p.transaction_number = s.transaction_number
      WHERE s.lease_id IS NULL
        OR coalesce(p.charge, 0) <> -(s.retail_micros + s.tax_micros) OR coalesce(p.payable, 0) <> s.wholesale_micros
        OR coalesce(p.spread, 0) <> s.retail_micros - s.wholesale_micros OR coalesce(p.tax, 0) <> s.tax_micros
        OR p.customer <> l.organization_id OR p.operator <> l.operator_id`,
  },
  {
    number: 3,
    name: "a materialised balance equals the sum of its entries",
    sql: `SELECT a.id AS offender FROM ledger_accounts a LEFT JOIN ledger_entries e ON e.account_number = a.number
      WHERE a.balance_micros IS NOT NULL GROUP BY a.id HAVING a.balance_micros <> coalesce(sum(e.amount_micros), 0)`,
  },
  {
    number: 4,
    name: "segments tile [start, billed_through) of every lease",
    sql: `SELECT l.id AS offender FROM leases l LEFT JOIN usage_segments s ON s.lease_id = l.id
      GROUP BY l.id
      HAVING coalesce(min(s.seg_start), l.billed_from) <> l.billed_from
        OR coalesce(max(s.seg_end), l.billed_from) <> l.billed_through
        OR coalesce(sum(s.seg_end - s.seg_start), interval '0') <> l.billed_through - l.billed_from`,
  },
  {
    number: 5,
    name: "billed seconds (segments and corrections) equal billable seconds, once",
    sql: `WITH billable AS (
        SELECT i.lease_id, range_agg(i.during * tstzrange(l.billed_from, l.billed_through)) AS during FROM lease_intervals i
        JOIN leases l ON l.id = i.lease_id
        WHERE i.state IN (${list(CHARGED)}) AND (i.state NOT IN (${OPTIONAL}) OR EXISTS (
          SELECT 1 FROM lease_rates r WHERE r.lease_id = i.lease_id AND r.side = 'retail' AND r.sku_id = i.sku_id))
        GROUP BY 1),
      corrected AS (
        SELECT lease_id, coalesce(range_agg(during) FILTER (WHERE state = 'running'), '{}') AS billed,
          coalesce(range_agg(during) FILTER (WHERE state <> 'running'), '{}') AS free
        FROM lease_corrections WHERE kind = 'state' AND superseded_at IS NULL GROUP BY 1)
      SELECT l.id AS offender FROM leases l
      LEFT JOIN LATERAL (SELECT coalesce(sum(extract(epoch FROM seg_end - seg_start)), 0) AS billed
        FROM usage_segments s WHERE s.lease_id = l.id AND s.zero_reason IS NULL) b ON true
      LEFT JOIN LATERAL (SELECT coalesce(sum(delta_seconds), 0) AS adjusted FROM usage_adjustments a WHERE a.lease_id = l.id) j ON true
      LEFT JOIN billable v ON v.lease_id = l.id
      LEFT JOIN corrected c ON c.lease_id = l.id
      LEFT JOIN LATERAL (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) AS seconds
        FROM unnest(coalesce(v.during, '{}') - coalesce(c.free, '{}') + coalesce(c.billed, '{}')) r) want ON true
      WHERE b.billed + j.adjusted <> want.seconds`,
  },
  {
    number: 6,
    name: "a segment lies inside its interval, its price versions and its tax and conversion rates",
    sql: `SELECT s.lease_id || ' ' || s.seg_start AS offender FROM usage_segments s
      JOIN lease_intervals i ON i.id = s.interval_id
      CROSS JOIN LATERAL (SELECT tstzrange(s.seg_start, s.seg_end) AS during) w
      LEFT JOIN lease_rates r ON r.id = s.retail_rate_id
      LEFT JOIN lease_rates o ON o.id = s.wholesale_rate_id
      LEFT JOIN tax_rates t ON t.id = s.tax_rate_id
      LEFT JOIN fx_rates f ON f.id = s.fx_rate_id
      WHERE i.lease_id <> s.lease_id OR i.state <> s.state OR i.units <> s.units OR NOT i.during @> w.during
        OR (r.id IS NOT NULL AND (r.lease_id <> s.lease_id OR r.side <> 'retail' OR r.sku_id <> i.sku_id OR NOT r.during @> w.during))
        OR (o.id IS NOT NULL AND (o.lease_id <> s.lease_id OR o.side <> 'wholesale' OR o.sku_id <> i.sku_id OR NOT o.during @> w.during))
        OR (t.id IS NOT NULL AND NOT t.during @> w.during) OR (f.id IS NOT NULL AND NOT f.during @> w.during)`,
  },
  {
    number: 7,
    name: "price, tax and charge telescope from the start of (interval ∩ price version)",
    sql: `SELECT offender FROM (
        SELECT s.lease_id || ' ' || s.seg_start AS offender, s.retail_micros, s.wholesale_micros, s.tax_micros, s.charge_micros,
          ${amountTo("r.micros_per_unit_hour", "ra.anchor", "s.seg_start")} AS a0,
          ${amountTo("r.micros_per_unit_hour", "ra.anchor", "s.seg_end")} AS a1,
          ${amountTo("o.micros_per_unit_hour", "oa.anchor", "s.seg_end")}
            - ${amountTo("o.micros_per_unit_hour", "oa.anchor", "s.seg_start")} AS wholesale,
          CASE WHEN p.exempt OR (t.reverse_charge AND p.tax_id IS NOT NULL) THEN 0 ELSE coalesce(t.rate_bps, 0) END AS bps, f.rate_e9
        FROM usage_segments s
        JOIN leases l ON l.id = s.lease_id
        JOIN lease_intervals i ON i.id = s.interval_id
        LEFT JOIN lease_rates r ON r.id = s.retail_rate_id
        LEFT JOIN lease_rates o ON o.id = s.wholesale_rate_id
        LEFT JOIN tax_rates t ON t.id = s.tax_rate_id
        LEFT JOIN customer_tax_profiles p ON s.tax_rate_id IS NOT NULL AND p.organization_id = l.organization_id AND p.during @> s.seg_start
        LEFT JOIN fx_rates f ON f.id = s.fx_rate_id
        CROSS JOIN LATERAL (SELECT greatest(lower(i.during), lower(r.during)) AS anchor) ra
        CROSS JOIN LATERAL (SELECT greatest(lower(i.during), lower(o.during)) AS anchor) oa) c
      WHERE retail_micros <> a1 - a0 OR wholesale_micros <> wholesale OR tax_micros <> div(a1 * bps, 10000) - div(a0 * bps, 10000)
        OR charge_micros <> div((a1 + div(a1 * bps, 10000)) * rate_e9, 1000000000) - div((a0 + div(a0 * bps, 10000)) * rate_e9, 1000000000)`,
  },
  {
    number: 8,
    name: "the sums of segments and corrections equal the sums of their entries, conversions included",
    sql: `SELECT s.currency || ' ' || s.kind AS offender FROM (
        SELECT l.currency, 'usage' AS kind, sum(retail_micros + tax_micros) AS charge, sum(wholesale_micros) AS payable
        FROM usage_segments s JOIN leases l ON l.id = s.lease_id GROUP BY 1
        UNION ALL SELECT l.currency, 'usage_adjustment', sum(delta_retail_micros + delta_tax_micros), sum(delta_wholesale_micros)
        FROM usage_adjustments a JOIN leases l ON l.id = a.lease_id GROUP BY 1) s
      FULL JOIN (
        SELECT e.currency, t.kind, coalesce(-sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid'), 0) AS charge,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'operator_payable'), 0) AS payable
        FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_number = t.number JOIN ledger_accounts a ON a.number = e.account_number
        WHERE t.kind IN ('usage', 'usage_adjustment') GROUP BY 1, 2) u USING (currency, kind)
      WHERE coalesce(s.charge, 0) <> coalesce(u.charge, 0) OR coalesce(s.payable, 0) <> coalesce(u.payable, 0)
      UNION ALL SELECT t.ref FROM ledger_transactions t
        JOIN LATERAL (SELECT sum(e.amount_micros) AS left_over FROM ledger_entries e
          JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'customer_prepaid'
          JOIN ledger_transactions u ON u.number = e.transaction_number
          WHERE u.kind IN ('usage', 'usage_adjustment', 'sla_credit', 'fx') AND u.ref = t.ref AND u.rev = t.rev
            AND e.currency = (SELECT currency FROM leases WHERE id = split_part(t.ref, ':', 1))) x ON true
        WHERE t.kind = 'fx' AND x.left_over <> 0`,
  },
  {
    number: 9,
    name: "nothing is billed past its proof",
    sql: `SELECT id AS offender FROM leases WHERE billed_through > proven_through`,
  },
  {
    number: 10,
    name: `use has not taken a balance under minus the credit limit and Σ R/3600 × ${BOUND_SECONDS} s of its leases, and a hold lasts while accelerators are held`,
    sql: `${OVERDRAWN}
      UNION ALL SELECT l.id FROM leases l
        WHERE EXISTS (SELECT 1 FROM ledger_holds h WHERE h.ref = l.id AND h.released_at IS NULL)
          <> EXISTS (SELECT 1 FROM lease_accelerators c WHERE c.lease_id = l.id AND c.released_at IS NULL)`,
  },
  ...PAYMENT_INVARIANTS,
  ...INVOICE_INVARIANTS,
  ...RECONCILIATION_INVARIANTS,
  ...PAYOUT_INVARIANTS,
  ...STATEMENT_INVARIANTS,
  {
    number: 17,
    name: "nothing after a lease's end, and an ended lease with nothing due is billed to its end",
    sql: `SELECT l.id AS offender FROM leases l WHERE l.ended_at IS NOT NULL AND (
        l.billed_through > l.ended_at OR (l.next_due IS NULL AND l.billed_through <> l.ended_at)
        OR EXISTS (SELECT 1 FROM lease_intervals i WHERE i.lease_id = l.id AND (upper(i.during) IS NULL OR upper(i.during) > l.ended_at)))`,
  },
  {
    number: 18,
    name: "all accounts of a currency sum to zero",
    sql: `SELECT currency AS offender FROM ledger_entries GROUP BY currency HAVING sum(amount_micros) <> 0`,
  },
  {
    number: 19,
    name: "an accelerator is in one active lease at most, and only leases that hold a host's capacity have any",
    sql: `SELECT accelerator_id AS offender FROM lease_accelerators WHERE released_at IS NULL GROUP BY accelerator_id HAVING count(*) > 1
      UNION ALL SELECT l.id FROM leases l
        LEFT JOIN lease_accelerators c ON c.lease_id = l.id AND c.released_at IS NULL
        GROUP BY l.id
        HAVING count(c.accelerator_id) <> CASE WHEN l.ended_at IS NULL AND l.state <> 'stopped' THEN l.accelerator_count ELSE 0 END`,
  },
  {
    number: 23,
    name: "promotional money left is what remains of the grants",
    sql: `SELECT coalesce(a.id, g.organization_id) AS offender FROM
        (SELECT * FROM ledger_accounts WHERE kind = 'customer_promo') a
      FULL JOIN (SELECT organization_id, currency, sum(remaining_micros) AS remaining FROM promo_grants GROUP BY 1, 2) g
        ON g.organization_id = a.organization_id AND g.currency = a.currency
      WHERE coalesce(a.balance_micros, 0) <> coalesce(g.remaining, 0)`,
  },
];
