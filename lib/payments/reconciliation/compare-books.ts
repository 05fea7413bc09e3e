import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { ReconciliationTotal, reconciliationDifferences } from "@/db/schema";
import { BY_HAND, type Fact, type FactSource, MOVEMENT_KINDS, NOT_AT_STRIPE } from "@/lib/core/payments/movement-kinds";

export interface Found extends Record<string, unknown> {
  kind: (typeof reconciliationDifferences.$inferSelect)["kind"];
  subject: string;
  type: string;
  currency: string;
  stripeMicros: bigint;
  booksMicros: bigint;
  aboutId: string | null;
  happenedAt: Date;
}

/** How the ref of a movement's fact is found. */
const REFS: Record<FactSource, { join: SQL; ref: SQL }> = {
  movement: { join: sql``, ref: sql`b.id` },
  source: { join: sql``, ref: sql`b.source_id` },
  top_up: { join: sql`JOIN top_ups o ON o.charge_id = b.source_id`, ref: sql`o.id` },
  named_top_up: { join: sql``, ref: sql`b.source_metadata->>'top_up_id'` },
  invoice_payment: { join: sql`JOIN invoice_payments o ON o.charge_id = b.source_id`, ref: sql`o.id` },
  refund: { join: sql`JOIN refunds o ON o.stripe_refund_id = b.source_id`, ref: sql`o.id` },
  payout: { join: sql``, ref: sql`b.source_metadata->>'payout_id'` },
};

function matchedBy({ kind, by }: Fact, types: readonly string[] | null): SQL {
  const { join, ref } = REFS[by];
  const ofType = types ? sql`WHERE b.type = ANY(${sql.param([...types])}::text[])` : sql``;
  return sql`SELECT b.id AS movement, x.number FROM stripe_balance_transactions b ${join}
    JOIN ledger_transactions x ON x.kind = ${kind} AND x.ref = ${ref} ${ofType}`;
}

/**
 * `moved`: every movement with what the books have of it, as what Stripe holds for us (clearing turned round). `alone`: what the books moved and
 * Stripe has not, each thing by itself, so that what left and came back without Stripe having heard of it (a refund that it refused) is nothing.
 */
function comparison(): SQL {
  const facts = MOVEMENT_KINDS.flatMap(({ facts, types }) => facts.map((fact) => matchedBy(fact, types)));
  return sql`WITH
    cleared AS (SELECT e.transaction_number AS number, e.currency, -sum(e.amount_micros) AS micros
      FROM ledger_accounts a JOIN ledger_entries e ON e.account_number = a.number
      WHERE a.kind = 'stripe_clearing' GROUP BY 1, 2),
    matched AS (${sql.join([...facts, matchedBy(BY_HAND, null)], sql` UNION `)}),
    moved AS (SELECT b.id, b.type, b.currency, b.net_micros AS stripe, coalesce(sum(c.micros), 0)::bigint AS books, b.created_at,
        b.source_metadata, b.source_id
      FROM stripe_balance_transactions b LEFT JOIN matched m ON m.movement = b.id
      LEFT JOIN cleared c ON c.number = m.number AND c.currency = b.currency GROUP BY b.id),
    alone AS (SELECT 'ltx_' || min(number) AS subject, currency, sum(micros)::bigint AS books, max(created_at) AS created_at,
        (array_agg(kind ORDER BY number))[1] AS kind, (array_agg(ref ORDER BY number))[1] AS ref
      FROM (SELECT c.number, c.currency, c.micros, x.created_at, x.kind, x.ref, coalesce(of.ref, x.ref) AS thing
        FROM cleared c JOIN ledger_transactions x ON x.number = c.number
        LEFT JOIN ledger_transactions of ON x.kind = ${BY_HAND.kind} AND x.ref ~ '^ltx_[0-9]+$'
          AND of.number = CASE WHEN x.ref ~ '^ltx_[0-9]+$' THEN substr(x.ref, 5)::bigint END
        WHERE NOT EXISTS (SELECT FROM matched m WHERE m.number = c.number)) t
      GROUP BY thing, currency HAVING sum(micros) <> 0)`;
}

export interface Grace {
  /** How long a movement at Stripe may be without its booking. */
  atStripeMs: number;
  /** How long a booking may be without its movement: those come late. */
  inBooksMs: number;
}

/** What does not agree, each by itself; what is younger than the grace is on its way. */
export async function findDifferences(db: DbOrTx, at: Date, grace: Grace): Promise<Found[]> {
  const before = (ms: number) => new Date(at.getTime() - ms).toISOString();
  const { rows } = await db.execute<Found>(sql`${comparison()}
    SELECT CASE WHEN books = 0 THEN 'missing_in_books' ELSE 'amount_differs' END AS kind, moved.id AS subject, type, moved.currency,
      stripe AS "stripeMicros", books AS "booksMicros", moved.created_at AS "happenedAt",
      coalesce(source_metadata->>'top_up_id', source_metadata->>'refund_id', t.id, r.id, p.invoice_id) AS "aboutId"
    FROM moved LEFT JOIN top_ups t ON t.charge_id = source_id LEFT JOIN refunds r ON r.stripe_refund_id = source_id
      LEFT JOIN invoice_payments p ON p.charge_id = source_id
    WHERE stripe <> books AND moved.created_at <= ${before(grace.atStripeMs)}::timestamptz
    UNION ALL SELECT 'missing_at_stripe', subject, kind, currency, 0, books, created_at, ref FROM alone
    WHERE created_at <= ${before(grace.inBooksMs)}::timestamptz`);
  return rows;
}

/** Of everything that moved so far, by Stripe's type and currency; `stripe` and `books` are what the balance there grew by. */
export async function readTotals(db: DbOrTx): Promise<ReconciliationTotal[]> {
  const { rows } = await db.execute<ReconciliationTotal & Record<string, unknown>>(sql`${comparison()}
    SELECT type, currency, count(*)::int AS count, sum(stripe)::text AS "stripeMicros", sum(books)::text AS "booksMicros" FROM moved GROUP BY 1, 2
    UNION ALL SELECT ${NOT_AT_STRIPE}, currency, count(*)::int, '0', sum(books)::text FROM alone GROUP BY 2
    ORDER BY 2, 1`);
  return rows;
}

/** What the ledger says that Stripe holds for us, by currency. */
export async function readClearing(db: DbOrTx): Promise<Map<string, bigint>> {
  const { rows } = await db.execute<{ currency: string; micros: bigint }>(sql`
    SELECT e.currency, -sum(e.amount_micros)::bigint AS micros FROM ledger_accounts a JOIN ledger_entries e ON e.account_number = a.number
    WHERE a.kind = 'stripe_clearing' GROUP BY 1`);
  return new Map(rows.map(({ currency, micros }) => [currency, micros]));
}
