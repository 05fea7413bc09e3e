import { type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";

const LONGEST_PAGE = 100;

export interface CustomerRow {
  id: string;
  name: string;
  createdAt: Date;
  ownerEmail: string | null;
  /** Null where nothing was ever booked; a customer with two currencies has a row in each. */
  currency: Currency | null;
  balanceMicros: bigint;
  heldMicros: bigint;
  runningLeases: number;
  /** Retail, all running leases together. */
  burnMicrosPerHour: bigint;
  /** Until the guard stops what runs, as of the last look (`customer_standings`); null where nothing costs. */
  runwaySeconds: bigint | null;
  lookedAt: Date | null;
}

/** What the list is sorted by; who has no runway comes last. */
export const CUSTOMER_SORTS = ["runway", "burn", "balance", "name"] as const;
export type CustomerSort = { by: (typeof CUSTOMER_SORTS)[number]; desc: boolean };

const SORT_SQL: Record<CustomerSort["by"], SQL> = {
  runway: sql`"runwaySeconds"`,
  burn: sql`"burnMicrosPerHour"`,
  balance: sql`"balanceMicros"`,
  name: sql`c.name`,
};

export interface CustomerFilter {
  q?: string;
  /** By runway, the shortest first, unless said otherwise. */
  sort?: CustomerSort;
  limit: number;
  offset: number;
}

export async function listCustomers(
  ctx: Context,
  filter: CustomerFilter,
): Promise<{ customers: CustomerRow[]; total: number }> {
  authorize(ctx, "customer.view");
  const text = filter.q?.trim() ? `%${filter.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const where = text ? sql`(c.name ILIKE ${text} OR u.email ILIKE ${text} OR c.id ILIKE ${text})` : sql`true`;
  const { rows } = await ctx.db.execute<CustomerRow & { total: number } & Record<string, unknown>>(
    sql`${customersWhere(where, filter.sort)} LIMIT ${Math.min(filter.limit, LONGEST_PAGE)} OFFSET ${filter.offset}`,
  );
  if (rows.length === 0 && filter.offset > 0) {
    const { total } = await listCustomers(ctx, { ...filter, limit: 1, offset: 0 });
    return { total, customers: [] };
  }
  return { total: rows[0]?.total ?? 0, customers: rows.map(({ total: _, ...row }) => row) };
}

export async function getCustomer(ctx: Context, customerId: string): Promise<CustomerRow[]> {
  authorize(ctx, "customer.view");
  const { rows } = await ctx.db.execute<CustomerRow & { total: number } & Record<string, unknown>>(
    sql`${customersWhere(sql`c.id = ${customerId}`)} LIMIT 10`,
  );
  if (rows.length === 0) throw notFound("customer");
  return rows.map(({ total: _, ...row }) => row);
}

function customersWhere(where: SQL, sort: CustomerSort = { by: "runway", desc: false }): SQL {
  return sql`
    SELECT c.id, c.name, c.created_at AS "createdAt", u.email AS "ownerEmail", a.currency,
      coalesce(a.balance_micros, 0)::bigint AS "balanceMicros", coalesce(held.total, 0)::bigint AS "heldMicros",
      coalesce(burn.leases, 0)::int AS "runningLeases", coalesce(burn.total, 0)::bigint AS "burnMicrosPerHour",
      st.runway_seconds AS "runwaySeconds", st.looked_at AS "lookedAt",
      count(*) OVER ()::int AS total
    FROM organizations c
    LEFT JOIN LATERAL (
      SELECT m.user_id FROM memberships m WHERE m.organization_id = c.id ORDER BY m.role = 'owner' DESC, m.created_at LIMIT 1) m ON true
    LEFT JOIN users u ON u.id = m.user_id
    LEFT JOIN ledger_accounts a ON a.organization_id = c.id AND a.kind = 'customer_prepaid'
    LEFT JOIN customer_standings st ON st.organization_id = c.id AND st.currency = a.currency
    LEFT JOIN LATERAL (
      SELECT sum(h.amount_micros) AS total FROM ledger_holds h WHERE h.account_id = a.id AND h.released_at IS NULL) held ON true
    LEFT JOIN LATERAL (
      SELECT count(*) AS leases, sum(r.micros_per_unit_hour * i.units) AS total
      FROM leases l
      JOIN lease_intervals i ON i.lease_id = l.id AND upper_inf(i.during) AND i.state = 'running'
      JOIN lease_rates r ON r.lease_id = l.id AND r.side = 'retail' AND r.sku_id = i.sku_id AND r.during @> platform_now()
      WHERE l.organization_id = c.id AND l.currency = a.currency AND l.ended_at IS NULL) burn ON true
    WHERE c.kind = 'customer' AND ${where}
    ORDER BY ${SORT_SQL[sort.by]} ${sort.desc ? sql`DESC` : sql`ASC`} NULLS LAST, "burnMicrosPerHour" DESC, c.name, c.id, a.currency`;
}
