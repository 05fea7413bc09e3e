import { CURRENCIES, minorUnitMicros } from "@/lib/core/money";

const MINOR_UNIT = `CASE s.currency ${CURRENCIES.map((one) => `WHEN '${one}' THEN ${minorUnitMicros(one)}`).join(" ")} END`;

/** Half to even, as lib/core/money.ts rounds. */
const minor = (micros: string) => `(sign(${micros}) * (div(abs(${micros}), unit) + CASE
  WHEN mod(abs(${micros}), unit) * 2 > unit OR (mod(abs(${micros}), unit) * 2 = unit AND mod(div(abs(${micros}), unit), 2) = 1) THEN 1 ELSE 0 END))`;

/** Every statement with its account, the marks of the one before, and the entries between the two (`members` in lib/billing/marks.ts). */
const STATEMENTS = `SELECT s.*, ${MINOR_UNIT} AS unit, a.number AS account_number,
    p.id AS found_previous, p.closing_micros AS previous_closing, coalesce(p.high_water, -1) AS previous_high,
    coalesce(p.low_water, 0) AS previous_low, (p.month + interval '1 month') AT TIME ZONE 'UTC' AS previous_end,
    (s.month + interval '1 month') AT TIME ZONE 'UTC' AS month_end, p.month AS previous_month
  FROM statements s
  JOIN ledger_accounts a ON a.organization_id = s.organization_id AND a.currency = s.currency
    AND a.kind = CASE s.kind WHEN 'settlement' THEN 'operator_payable' ELSE 'customer_prepaid' END
  LEFT JOIN statements p ON p.id = s.previous_id`;

const MEMBERS = `SELECT e.transaction_number, e.line, e.amount_micros
  FROM ledger_entries e JOIN ledger_transactions t ON t.number = e.transaction_number
  WHERE e.account_number = s.account_number AND e.transaction_number BETWEEN s.previous_low AND s.high_water AND t.effective_at <= s.month_end
    AND NOT (t.number <= s.previous_high AND t.effective_at <= s.previous_end IS TRUE)`;

/** Those of money.md about statements and closed days, in the form of lib/metering/invariants.ts. */
export const STATEMENT_INVARIANTS = [
  {
    number: 14,
    name: "a statement's total = Σ its lines = the ledger ± rounding, and what an invoice asks for is booked",
    sql: `WITH s AS (${STATEMENTS}),
      lines AS (SELECT l.statement_id, sum(l.amount_micros) AS micros, sum(l.amount_minor) AS minor,
          bool_or(abs(l.amount_minor * s.unit - l.amount_micros) * 2 > s.unit) AS rounded_badly
        FROM statement_lines l JOIN s ON s.id = l.statement_id GROUP BY 1)
      SELECT s.number AS offender FROM s
      LEFT JOIN lines l ON l.statement_id = s.id
      LEFT JOIN LATERAL (SELECT coalesce(sum(m.amount_micros), 0) AS micros FROM (${MEMBERS}) m) b ON true
      WHERE coalesce(l.micros, 0) <> s.closing_micros - s.opening_micros OR coalesce(l.minor, 0) <> s.total_minor OR l.rounded_badly
        OR s.total_minor * s.unit - coalesce(l.micros, 0) <> s.rounding_micros OR coalesce(l.micros, 0) <> b.micros
        OR s.opening_micros <> coalesce(s.previous_closing, 0)
      UNION ALL SELECT s.number FROM s
      LEFT JOIN LATERAL (SELECT -(${minor("s.opening_micros")} + s.total_minor) * s.unit AS micros) asked ON true
      LEFT JOIN LATERAL (SELECT sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_prepaid') AS covered,
          -sum(e.amount_micros) FILTER (WHERE a.kind = 'customer_receivable') AS due
        FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_number = t.number JOIN ledger_accounts a ON a.number = e.account_number
        WHERE t.kind = 'invoice' AND t.ref = s.id) i ON true
      WHERE CASE WHEN s.kind = 'invoice' AND s.closing_micros < 0 AND asked.micros > 0
        THEN i.due IS DISTINCT FROM asked.micros OR i.covered IS DISTINCT FROM -s.closing_micros ELSE i.due IS NOT NULL END
      UNION ALL SELECT 'ltx_' || t.number FROM ledger_transactions t WHERE t.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM statements WHERE id = t.ref)`,
  },
  {
    number: 15,
    name: "each entry of a customer's or an operator's account is in one statement at most, and numbers have no gaps",
    sql: `WITH s AS (${STATEMENTS})
      SELECT 'ltx_' || m.transaction_number AS offender FROM s JOIN LATERAL (${MEMBERS}) m ON true
        GROUP BY s.account_number, m.transaction_number, m.line HAVING count(*) > 1
      UNION ALL SELECT number FROM s WHERE previous_id IS NOT NULL
        AND (found_previous IS NULL OR previous_month >= month OR previous_high > high_water)
      UNION ALL SELECT max(number) FROM s GROUP BY account_number, previous_id HAVING count(*) > 1
      UNION ALL SELECT d.series FROM document_series d WHERE d.series NOT LIKE 'REM-%' AND d.next - 1 <> (
        SELECT count(*) FROM statements WHERE number LIKE d.series || '-%' AND right(number, 6)::int < d.next)
      UNION ALL SELECT min(number) FROM statements WHERE NOT EXISTS (SELECT 1 FROM document_series d WHERE number LIKE d.series || '-%')
        HAVING count(*) > 0`,
  },
  {
    number: 16,
    name: "a closed day's hash is unchanged, chained to the day before, and its balances are the snapshot before and the entries since",
    sql: `WITH days AS (SELECT c.*, lag(day) OVER w AS previous_day, coalesce(lag(high_water) OVER w, 0) AS low, lag(hash) OVER w AS expected
        FROM ledger_day_closes c WINDOW w AS (ORDER BY day))
      SELECT day::text AS offender FROM days
      WHERE previous_hash <> coalesce(expected, encode(sha256('openhall ledger'::bytea), 'hex')) OR high_water < low
        OR day - previous_day <> 1 OR hash <> ledger_day_hash(previous_hash, low, high_water)
        OR transaction_count <> (SELECT count(*) FROM ledger_transactions t WHERE t.number > low AND t.number <= high_water)
      UNION ALL SELECT d.day || ' account ' || x.account_number FROM days d JOIN LATERAL (
        SELECT account_number FROM (
          SELECT account_number, balance_micros AS micros FROM ledger_day_balances WHERE day = d.previous_day
          UNION ALL SELECT account_number, amount_micros FROM ledger_entries WHERE transaction_number > d.low AND transaction_number <= d.high_water
          UNION ALL SELECT account_number, -balance_micros FROM ledger_day_balances WHERE day = d.day) e
        GROUP BY 1 HAVING sum(micros) <> 0) x ON true`,
  },
];
