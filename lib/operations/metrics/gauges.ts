/** What Prometheus reads from the database: one statement each, `value` and whatever labels its other columns are. */
export interface DatabaseGauge {
  name: string;
  help: string;
  labels: readonly string[];
  sql: string;
}

const age = (instant: string) => `extract(epoch FROM platform_now() - ${instant})::float8`;

export const DATABASE_GAUGES: readonly DatabaseGauge[] = [
  {
    name: "openhall_billing_lag_seconds",
    help: "Age of the second that the furthest-behind open lease is billed through; up to an hour and a tick by design, more where its host is silent.",
    labels: [],
    sql: `SELECT coalesce(max(${age("billed_through")}), 0) AS value FROM leases WHERE ended_at IS NULL AND state <> 'provisioning'`,
  },
  {
    name: "openhall_billing_overdue_seconds",
    help: "How long ago the first lease that waits for the biller became due.",
    labels: [],
    sql: `SELECT coalesce(max(${age("next_due")}), 0) AS value FROM leases WHERE next_due <= platform_now()`,
  },
  {
    name: "openhall_outbox_depth",
    help: "Calls, events and mails that are not through, by state.",
    labels: ["outbox", "state"],
    sql: `SELECT outbox, state, count(*) AS value FROM (
      SELECT 'stripe_calls' AS outbox, state FROM stripe_calls WHERE state IN ('planned', 'sending', 'stuck')
      UNION ALL SELECT 'stripe_events', state FROM stripe_events WHERE state IN ('received', 'failed')
      UNION ALL SELECT 'mails', state FROM mails WHERE state IN ('planned', 'sending', 'stuck')) AS waiting GROUP BY outbox, state`,
  },
  {
    name: "openhall_outbox_oldest_seconds",
    help: "How long ago the first of them that is due should have been sent.",
    labels: ["outbox"],
    sql: `SELECT 'stripe_calls' AS outbox, coalesce(max(${age("next_attempt_at")}), 0) AS value
        FROM stripe_calls WHERE state IN ('planned', 'sending') AND next_attempt_at <= platform_now()
      UNION ALL SELECT 'stripe_events', coalesce(max(${age("next_attempt_at")}), 0)
        FROM stripe_events WHERE state = 'received' AND next_attempt_at <= platform_now()
      UNION ALL SELECT 'mails', coalesce(max(${age("next_attempt_at")}), 0)
        FROM mails WHERE state IN ('planned', 'sending') AND next_attempt_at <= platform_now()`,
  },
  {
    name: "openhall_leases_open",
    help: "Leases that have not ended, by state.",
    labels: ["state"],
    sql: "SELECT state, count(*) AS value FROM leases WHERE ended_at IS NULL GROUP BY state",
  },
  {
    name: "openhall_audit_broken_invariants",
    help: "Invariants of the books that the last hourly audit found broken.",
    labels: [],
    sql: `SELECT jsonb_array_length(detail->'broken') AS value FROM audit_events
      WHERE organization_id IS NULL AND action = 'books.audit' ORDER BY at DESC LIMIT 1`,
  },
  {
    name: "openhall_audit_age_seconds",
    help: "Since the last hourly audit.",
    labels: [],
    sql: `SELECT ${age("at")} AS value FROM audit_events
      WHERE organization_id IS NULL AND action = 'books.audit' ORDER BY at DESC LIMIT 1`,
  },
  {
    name: "openhall_backup_age_seconds",
    help: "Since the last backup that bin/backup finished; absent where there has been none.",
    labels: [],
    sql: `SELECT ${age("at")} AS value FROM audit_events
      WHERE organization_id IS NULL AND action = 'backup.take' ORDER BY at DESC LIMIT 1`,
  },
  {
    name: "openhall_reconciliation_open_differences",
    help: "Differences between Stripe's balance and the ledger that the last run left open.",
    labels: [],
    sql: "SELECT open_differences AS value FROM reconciliations WHERE state = 'done' ORDER BY finished_at DESC LIMIT 1",
  },
  {
    name: "openhall_reconciliation_age_seconds",
    help: "Since the last run that came to its end.",
    labels: [],
    sql: `SELECT ${age("finished_at")} AS value FROM reconciliations WHERE state = 'done' ORDER BY finished_at DESC LIMIT 1`,
  },
  {
    name: "openhall_database_bytes",
    help: "Size of the database on disk.",
    labels: [],
    sql: "SELECT pg_database_size(current_database()) AS value",
  },
];
