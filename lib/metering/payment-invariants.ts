/** Those of money.md about payments, in the form of lib/metering/invariants.ts. */
export const PAYMENT_INVARIANTS = [
  {
    number: 12,
    name: "each payment and refund is one transaction of its amount, and the other way round; fees are what Stripe kept",
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
    name: "no more goes back than was paid",
    sql: `SELECT t.id AS offender FROM top_ups t JOIN refunds r ON r.top_up_id = t.id AND r.state <> 'failed'
      GROUP BY t.id HAVING sum(r.amount_micros) > t.amount_micros OR t.state <> 'paid'`,
  },
];
