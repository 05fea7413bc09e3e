import { BILLING_POLICY, INTERVAL_STATES } from "@/lib/core/leases/states";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";

/** An invariant of money.md by its number there: a query that returns no rows on sound books. `offender` names what is wrong. */
export interface Invariant {
  number: number;
  name: string;
  sql: string;
}

const BILLED = INTERVAL_STATES.filter((state) => BILLING_POLICY[state].billsCustomer);
const BILLED_LIST = BILLED.map((state) => `'${state}'`).join(", ");
const BOUND_SECONDS = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds + HOLD_POLICY.silenceSeconds;

const amount = (rate: string) => `
  div(${rate} * s.units * extract(epoch FROM s.seg_end - anchor)::bigint, 3600)
  - div(${rate} * s.units * extract(epoch FROM s.seg_start - anchor)::bigint, 3600)`;

export const INVARIANTS: Invariant[] = [
  {
    number: 1,
    name: "every transaction sums to zero in one currency and has two entries or more",
    sql: `SELECT t.id AS offender FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
      GROUP BY t.id HAVING count(e.line) < 2 OR sum(e.amount_micros) <> 0 OR count(DISTINCT e.currency) > 1`,
  },
  {
    number: 2,
    name: "usage: charge − payable − spread = 0, each as its segment says",
    sql: `SELECT s.id AS offender FROM usage_segments s
      JOIN leases l ON l.id = s.lease_id
      LEFT JOIN LATERAL (
        SELECT coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid' AND a.organization_id = l.organization_id), 0) AS charge,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'operator_payable' AND a.organization_id = l.operator_id), 0) AS payable,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'platform_revenue'), 0) AS spread
        FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE e.transaction_id = s.transaction_id
      ) p ON true
      WHERE p.charge <> -s.retail_micros OR p.payable <> s.wholesale_micros OR p.spread <> s.retail_micros - s.wholesale_micros`,
  },
  {
    number: 3,
    name: "a materialised balance equals the sum of its entries",
    sql: `SELECT a.id AS offender FROM ledger_accounts a LEFT JOIN ledger_entries e ON e.account_id = a.id
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
    name: "billed seconds equal billable interval seconds, once",
    sql: `SELECT l.id AS offender FROM leases l
      LEFT JOIN LATERAL (SELECT coalesce(sum(extract(epoch FROM seg_end - seg_start)), 0) AS billed
        FROM usage_segments s WHERE s.lease_id = l.id AND s.zero_reason IS NULL) b ON true
      LEFT JOIN LATERAL (SELECT coalesce(sum(delta_seconds), 0) AS adjusted FROM usage_adjustments a WHERE a.lease_id = l.id) j ON true
      LEFT JOIN LATERAL (
        SELECT coalesce(sum(extract(epoch FROM least(coalesce(upper(during), l.billed_through), l.billed_through) - lower(during))), 0) AS billable
        FROM lease_intervals i WHERE i.lease_id = l.id AND i.state IN (${BILLED_LIST}) AND lower(during) < l.billed_through) v ON true
      WHERE b.billed + j.adjusted <> v.billable`,
  },
  {
    number: 6,
    name: "a segment lies inside its interval and its price versions",
    sql: `SELECT s.id AS offender FROM usage_segments s
      JOIN lease_intervals i ON i.id = s.interval_id
      LEFT JOIN lease_rates r ON r.id = s.retail_rate_id
      LEFT JOIN lease_rates w ON w.id = s.wholesale_rate_id
      WHERE i.lease_id <> s.lease_id OR i.state <> s.state OR i.units <> s.units OR NOT i.during @> tstzrange(s.seg_start, s.seg_end)
        OR (r.id IS NOT NULL AND (r.lease_id <> s.lease_id OR r.side <> 'retail' OR NOT r.during @> tstzrange(s.seg_start, s.seg_end)))
        OR (w.id IS NOT NULL AND (w.lease_id <> s.lease_id OR w.side <> 'wholesale' OR NOT w.during @> tstzrange(s.seg_start, s.seg_end)))`,
  },
  {
    number: 7,
    name: "amounts telescope from the start of (interval ∩ price version)",
    sql: `SELECT s.id AS offender FROM usage_segments s
      JOIN lease_intervals i ON i.id = s.interval_id
      LEFT JOIN lease_rates r ON r.id = s.retail_rate_id
      LEFT JOIN lease_rates w ON w.id = s.wholesale_rate_id
      CROSS JOIN LATERAL (SELECT greatest(lower(i.during), lower(r.during)) AS anchor) ra
      CROSS JOIN LATERAL (SELECT greatest(lower(i.during), lower(w.during)) AS w_anchor) wa
      WHERE s.retail_micros <> coalesce(${amount("r.micros_per_unit_hour")}, 0)
        OR s.wholesale_micros <> coalesce(${amount("w.micros_per_unit_hour").replaceAll("anchor", "w_anchor")}, 0)`,
  },
  {
    number: 8,
    name: "the sum of segments equals the sum of usage entries",
    sql: `SELECT 'retail or wholesale total' AS offender FROM
        (SELECT coalesce(sum(retail_micros), 0) AS retail, coalesce(sum(wholesale_micros), 0) AS wholesale FROM usage_segments) s,
        (SELECT coalesce(-sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid'), 0) AS retail,
          coalesce(sum(e.amount_micros) FILTER (WHERE a.kind = 'operator_payable'), 0) AS wholesale
        FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id JOIN ledger_accounts a ON a.id = e.account_id
        WHERE t.kind = 'usage') u
      WHERE s.retail <> u.retail OR s.wholesale <> u.wholesale`,
  },
  {
    number: 9,
    name: "nothing is billed past its proof",
    sql: `SELECT id AS offender FROM leases WHERE billed_through > proven_through`,
  },
  {
    number: 10,
    name: `a balance is not under −Σ R/3600 × ${BOUND_SECONDS} s of its leases, and no hold outlives its lease`,
    sql: `SELECT a.id AS offender FROM ledger_accounts a
      WHERE a.kind = 'customer_prepaid' AND a.balance_micros < 0 AND a.balance_micros < -(
        SELECT coalesce(sum(r.micros_per_unit_hour * l.accelerator_count * ${BOUND_SECONDS} / 3600 + 1), 0)
        FROM leases l JOIN lease_rates r ON r.lease_id = l.id AND r.side = 'retail' WHERE l.organization_id = a.organization_id)
      UNION ALL SELECT h.id FROM ledger_holds h JOIN leases l ON l.id = h.ref WHERE (h.released_at IS NULL) <> (l.ended_at IS NULL)`,
  },
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
    name: "an accelerator is in one active lease at most, and only active leases hold any",
    sql: `SELECT accelerator_id AS offender FROM lease_accelerators WHERE released_at IS NULL GROUP BY accelerator_id HAVING count(*) > 1
      UNION ALL SELECT l.id FROM leases l JOIN lease_accelerators c ON c.lease_id = l.id
        WHERE (c.released_at IS NULL) <> (l.ended_at IS NULL)
      UNION ALL SELECT l.id FROM leases l LEFT JOIN lease_accelerators c ON c.lease_id = l.id
        GROUP BY l.id HAVING count(c.accelerator_id) <> l.accelerator_count`,
  },
];
