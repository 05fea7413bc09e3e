import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Grant } from "@/lib/core/ledger/funds";
import type { Currency } from "@/lib/core/money";

/** A customer and one currency that it pays in. */
export interface Payer {
  organizationId: string;
  currency: Currency;
}

export function payerKey(payer: Payer): string {
  return `${payer.organizationId}|${payer.currency}`;
}

/** What the ledger and the customer's terms say of a payer's money; what runs and is not booked is not in it. */
export interface Purse extends Payer {
  balanceMicros: bigint;
  /** Of unpaid invoices; zero or more. */
  owedMicros: bigint;
  heldMicros: bigint;
  grants: Grant[];
  /** Terms are in the customer's own currency; in another there is no credit and no cap. */
  creditLimitMicros: bigint;
  monthlyCapMicros: bigint | null;
  dataRetentionDays: number;
}

const DEFAULT_RETENTION_DAYS = 7;

interface Row extends Record<string, unknown> {
  organization_id: string;
  currency: Currency;
  balance: bigint;
  owed: bigint;
  held: bigint;
  grants: { remaining: string; expires: string }[] | null;
  credit_limit: bigint | null;
  monthly_cap: bigint | null;
  retention_days: number | null;
}

/**
 * Purses of a batch of payers by `payerKey`, zeros where nothing was ever booked; one statement, so one snapshot. Not authorised: for verbs
 * and queries of later domains.
 */
export async function loadPurses(db: DbOrTx, payers: readonly Payer[], at: Date): Promise<Map<string, Purse>> {
  if (payers.length === 0) return new Map();
  const { rows } = await db.execute<Row>(sql`
    SELECT p.organization_id, p.currency, coalesce(a.balance_micros, 0)::bigint AS balance, coalesce(-r.balance_micros, 0)::bigint AS owed,
      (SELECT coalesce(sum(h.amount_micros), 0)::bigint FROM ledger_holds h WHERE h.account_id = a.id AND h.released_at IS NULL) AS held,
      (SELECT json_agg(json_build_object('remaining', g.remaining_micros::text, 'expires', g.expires_at)) FROM promo_grants g
        WHERE g.organization_id = p.organization_id AND g.currency = p.currency AND g.remaining_micros > 0
          AND g.expires_at > ${at.toISOString()}::timestamptz) AS grants,
      CASE WHEN t.billing_currency = p.currency THEN t.credit_limit_micros END AS credit_limit,
      CASE WHEN t.billing_currency = p.currency THEN t.monthly_cap_micros END AS monthly_cap, t.data_retention_days AS retention_days
    FROM unnest(${sql.param(payers.map((payer) => payer.organizationId))}::text[],
      ${sql.param(payers.map((payer) => payer.currency))}::text[]) AS p(organization_id, currency)
    LEFT JOIN ledger_accounts a ON a.organization_id = p.organization_id AND a.currency = p.currency AND a.kind = 'customer_prepaid'
    LEFT JOIN ledger_accounts r ON r.organization_id = p.organization_id AND r.currency = p.currency AND r.kind = 'customer_receivable'
    LEFT JOIN customer_terms t ON t.organization_id = p.organization_id`);
  return new Map(
    rows.map((row) => [payerKey({ organizationId: row.organization_id, currency: row.currency }), toPurse(row)]),
  );
}

function toPurse(row: Row): Purse {
  return {
    organizationId: row.organization_id,
    currency: row.currency,
    balanceMicros: row.balance,
    owedMicros: row.owed > 0n ? row.owed : 0n,
    heldMicros: row.held,
    grants: (row.grants ?? []).map(({ remaining, expires }) => ({
      remainingMicros: BigInt(remaining),
      expiresAt: new Date(expires),
    })),
    creditLimitMicros: row.credit_limit ?? 0n,
    monthlyCapMicros: row.monthly_cap,
    dataRetentionDays: row.retention_days ?? DEFAULT_RETENTION_DAYS,
  };
}
