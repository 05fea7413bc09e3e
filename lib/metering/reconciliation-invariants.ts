/** Of what a person booked to make the books agree with Stripe, in the form of lib/metering/invariants.ts. */
export const RECONCILIATION_INVARIANTS = [
  {
    number: 29,
    name: "each booking of a reconciliation names what it settled, and each payout of Stripe's is one movement there, of its amount",
    sql: `SELECT 'ltx_' || x.number AS offender FROM ledger_transactions x WHERE x.kind = 'reconciliation'
        AND NOT EXISTS (SELECT FROM reconciliation_differences d WHERE d.subject = x.ref)
      UNION ALL SELECT 'ltx_' || x.number FROM ledger_transactions x WHERE x.kind = 'stripe_payout' AND (x.rev <> 0 OR NOT EXISTS (
        SELECT FROM stripe_balance_transactions b JOIN ledger_entries e ON e.transaction_number = x.number AND e.currency = b.currency
        JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'stripe_clearing'
        WHERE b.id = x.ref AND e.amount_micros = -b.net_micros))
      UNION ALL SELECT d.id FROM reconciliation_differences d WHERE d.transaction_number IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger_transactions x WHERE x.number = d.transaction_number AND x.ref = d.subject)`,
  },
];
