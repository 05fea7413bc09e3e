/** Of payouts to operators, in the form of lib/metering/invariants.ts. */
export const PAYOUT_INVARIANTS = [
  {
    number: 20,
    name: "each payout left the payable once, came back at most once, and the other way round; its numbers have no gaps",
    sql: `WITH moved AS (
        SELECT x.kind, x.ref, x.rev, a.organization_id, a.currency, sum(e.amount_micros) AS micros
        FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
        JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'operator_payable'
        WHERE x.kind IN ('payout', 'payout_reversed') GROUP BY x.number, a.organization_id, a.currency)
      SELECT p.id AS offender FROM payouts p LEFT JOIN moved m ON m.kind = 'payout' AND m.ref = p.id AND m.rev = 0
        AND m.organization_id = p.organization_id AND m.currency = p.currency
        WHERE (p.state IN ('planned', 'cancelled')) <> (m.ref IS NULL) OR m.micros <> -p.amount_micros
      UNION ALL SELECT m.ref FROM moved m WHERE m.kind = 'payout' AND (m.rev <> 0 OR NOT EXISTS (SELECT FROM payouts p WHERE p.id = m.ref))
      UNION ALL SELECT p.id FROM payouts p WHERE p.returned_micros <> coalesce((SELECT sum(m.micros) FROM moved m
          WHERE m.kind = 'payout_reversed' AND (m.ref = p.id AND p.state = 'failed' OR m.ref IN (
            SELECT r.stripe_reversal_id FROM payout_reversals r WHERE r.payout_id = p.id AND r.state = 'done' AND r.amount_micros = m.micros))), 0)
        OR p.state = 'failed' AND p.returned_micros <> p.amount_micros
      UNION ALL SELECT m.ref FROM moved m WHERE m.kind = 'payout_reversed' AND (m.rev <> 0
        OR NOT EXISTS (SELECT FROM payouts p WHERE p.id = m.ref)
          AND NOT EXISTS (SELECT FROM payout_reversals r WHERE r.stripe_reversal_id = m.ref AND r.state = 'done'))
      UNION ALL SELECT d.series FROM document_series d WHERE d.series LIKE 'REM-%'
        AND d.next - 1 <> (SELECT count(*) FROM payouts WHERE number LIKE d.series || '-%' AND right(number, 6)::int < d.next)`,
  },
];
