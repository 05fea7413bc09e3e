/** Those of money.md about payments, in the form of lib/metering/invariants.ts. */
export const PAYMENT_INVARIANTS = [
  {
    number: 12,
    name: "each payment, refund and movement of a dispute is one transaction of its amount, and the other way round; fees are what Stripe kept",
    sql: `SELECT t.id AS offender FROM top_ups t WHERE t.state = 'paid' AND NOT EXISTS (
        SELECT FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
        JOIN ledger_accounts a ON a.number = e.account_number
        WHERE x.kind = 'top_up' AND x.ref = t.id AND x.rev = 0 AND a.kind = 'customer_prepaid'
          AND a.organization_id = t.organization_id AND a.currency = t.currency AND e.amount_micros = t.amount_micros)
      UNION ALL SELECT x.ref FROM ledger_transactions x WHERE x.kind = 'top_up'
        AND (x.rev <> 0 OR NOT EXISTS (SELECT FROM top_ups t WHERE t.id = x.ref AND t.state = 'paid'))
      UNION ALL SELECT r.id FROM refunds r WHERE CASE WHEN r.state = 'failed' THEN 0 ELSE -r.amount_micros END <> coalesce((
          SELECT sum(e.amount_micros) FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
          JOIN ledger_accounts a ON a.number = e.account_number
          WHERE x.kind IN ('refund', 'refund_failed') AND x.ref = r.id AND a.kind = 'customer_prepaid'), 0)
      UNION ALL SELECT x.ref FROM ledger_transactions x WHERE x.kind IN ('refund', 'refund_failed')
        AND (x.rev <> 0 OR NOT EXISTS (SELECT FROM refunds r WHERE r.id = x.ref AND (r.state = 'failed' OR x.kind = 'refund')))
      UNION ALL SELECT m.ref FROM dispute_movements m JOIN disputes d ON d.id = m.dispute_id
        LEFT JOIN ledger_transactions x ON x.kind = m.kind AND x.ref = m.ref AND x.rev = 0
        LEFT JOIN LATERAL (SELECT sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid' AND a.organization_id = d.organization_id) AS customer,
            sum(e.amount_micros) FILTER (WHERE a.kind = 'stripe_clearing') AS clearing
          FROM ledger_entries e JOIN ledger_accounts a ON a.number = e.account_number AND a.currency = d.currency
          WHERE e.transaction_number = x.number) b ON true
        WHERE x.number IS NULL OR coalesce(b.customer, 0) <> m.customer_micros OR coalesce(b.clearing, 0) <> m.taken_micros + m.fee_micros
      UNION ALL SELECT x.ref FROM ledger_transactions x WHERE x.kind IN ('dispute_withdrawn', 'dispute_reinstated')
        AND (x.rev <> 0 OR NOT EXISTS (SELECT FROM dispute_movements m WHERE m.ref = x.ref AND m.kind = x.kind))
      UNION ALL SELECT d.id FROM disputes d LEFT JOIN dispute_movements m ON m.dispute_id = d.id GROUP BY d.id
        HAVING d.withdrawn_micros - d.reinstated_micros <> coalesce(sum(m.taken_micros), 0) OR d.fee_micros <> coalesce(sum(m.fee_micros), 0)
      UNION ALL SELECT 'fees in ' || currency FROM (
        SELECT t.currency, coalesce(t.fee_micros, 0) AS fee FROM top_ups t
        UNION ALL SELECT p.currency, coalesce(p.fee_micros, 0) FROM invoice_payments p
        UNION ALL SELECT b.currency, -b.net_micros FROM stripe_balance_transactions b WHERE b.fee_minor = 0
          AND EXISTS (SELECT FROM ledger_transactions x WHERE x.kind = 'stripe_fee' AND x.ref = b.id)
        UNION ALL SELECT e.currency, e.amount_micros FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
          JOIN ledger_accounts a ON a.number = e.account_number WHERE x.kind = 'stripe_fee' AND a.kind = 'stripe_fees') f
        GROUP BY currency HAVING sum(fee) <> 0`,
  },
  {
    number: 13,
    name: "no more goes back by refunds and disputes, at the customer's cost, than was paid",
    sql: `SELECT t.id AS offender FROM top_ups t JOIN (
        SELECT r.top_up_id, r.amount_micros FROM refunds r WHERE r.state <> 'failed'
        UNION ALL SELECT d.top_up_id, -m.customer_micros FROM disputes d JOIN dispute_movements m ON m.dispute_id = d.id) b ON b.top_up_id = t.id
      GROUP BY t.id HAVING sum(b.amount_micros) > t.amount_micros OR t.state <> 'paid'
      UNION ALL SELECT d.id FROM disputes d JOIN dispute_movements m ON m.dispute_id = d.id
      GROUP BY d.id HAVING sum(m.customer_micros) > 0 OR -sum(m.customer_micros) > greatest(sum(m.taken_micros), 0)`,
  },
];
