const MOVED = (kind: string, account: string, ref: string) => `coalesce((
  SELECT sum(e.amount_micros) FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_number = x.number
  JOIN ledger_accounts a ON a.number = e.account_number
  WHERE x.kind = '${kind}' AND x.ref = ${ref} AND a.kind = '${account}'), 0)`;

/** Of invoices at Stripe, in the form of lib/metering/invariants.ts. */
export const INVOICE_INVARIANTS = [
  {
    number: 27,
    name: "each payment, credit and void of an invoice is one transaction of its amount, and the other way round",
    sql: `SELECT p.id AS offender FROM invoice_payments p WHERE ${MOVED("invoice_payment", "customer_receivable", "p.id")} <> p.amount_micros
        OR ${MOVED("invoice_payment", "bank", "p.id")} <> CASE p.source WHEN 'bank' THEN -p.amount_micros ELSE 0 END
      UNION ALL SELECT n.id FROM credit_notes n WHERE ${MOVED("credit_note", "customer_receivable", "n.id")}
        <> CASE n.state WHEN 'issued' THEN n.amount_micros ELSE 0 END
      UNION ALL SELECT i.id FROM stripe_invoices i WHERE ${MOVED("invoice_void", "customer_receivable", "i.id")} <> i.voided_micros
        OR -${MOVED("invoice_void", "customer_prepaid", "i.id")} <> i.voided_micros
        OR i.amount_micros <> -${MOVED("invoice", "customer_receivable", "i.statement_id")}
        OR i.paid_micros <> coalesce((SELECT sum(p.amount_micros) FROM invoice_payments p WHERE p.invoice_id = i.id), 0)
        OR i.credited_micros <> coalesce((SELECT sum(n.amount_micros) FROM credit_notes n WHERE n.invoice_id = i.id AND n.state = 'issued'), 0)
        OR (i.state IN ('paid', 'void') AND i.paid_micros + i.credited_micros + i.voided_micros <> i.amount_micros)
        OR (i.voided_micros <> 0 AND i.state <> 'void')
      UNION ALL SELECT x.ref FROM ledger_transactions x WHERE x.kind IN ('invoice_payment', 'credit_note', 'invoice_void') AND (x.rev <> 0
        OR NOT EXISTS (SELECT FROM invoice_payments p WHERE x.kind = 'invoice_payment' AND p.id = x.ref
          UNION ALL SELECT FROM credit_notes n WHERE x.kind = 'credit_note' AND n.id = x.ref
          UNION ALL SELECT FROM stripe_invoices i WHERE x.kind = 'invoice_void' AND i.id = x.ref))`,
  },
  {
    number: 28,
    name: "what a customer owes by invoice is what their invoices still ask for, adjustments by hand apart",
    sql: `WITH owed AS (
        SELECT a.organization_id, a.currency, sum(e.amount_micros) AS micros FROM ledger_accounts a
        JOIN ledger_entries e ON e.account_number = a.number JOIN ledger_transactions x ON x.number = e.transaction_number
        WHERE a.kind = 'customer_receivable' AND x.kind IN ('invoice', 'invoice_payment', 'invoice_void', 'credit_note') GROUP BY 1, 2),
      asked AS (
        SELECT i.organization_id, i.currency, sum(i.amount_micros - i.paid_micros - i.credited_micros - i.voided_micros) AS micros FROM (
          SELECT organization_id, currency, amount_micros, paid_micros, credited_micros, voided_micros FROM stripe_invoices
          UNION ALL SELECT s.organization_id, s.currency, -${MOVED("invoice", "customer_receivable", "s.id")}, 0, 0, 0 FROM statements s
            WHERE s.kind = 'invoice' AND NOT EXISTS (SELECT FROM stripe_invoices i WHERE i.statement_id = s.id)) i GROUP BY 1, 2)
      SELECT organization_id || ' ' || currency AS offender FROM owed FULL JOIN asked USING (organization_id, currency)
      WHERE coalesce(owed.micros, 0) + coalesce(asked.micros, 0) <> 0`,
  },
];
