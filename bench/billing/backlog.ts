import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { HOUR_MS, hourFloor } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransactions } from "@/lib/ledger/post-transactions";

export interface LeasesToLay {
  count: number;
  from: Date;
  /** Proven through, and ended there unless they go on. */
  provenThrough: Date;
  ended: boolean;
  nextDue: Date;
}

const CUSTOMERS = 20;
const FUNDS_MICROS = 1_000_000_000_000n;

/** Ended leases of whole hours that nothing was billed of yet. */
export async function prepareBacklog(db: Database, shape: { leases: number; hoursEach: number }): Promise<void> {
  const to = hourFloor(new Date());
  const from = new Date(to.getTime() - shape.hoursEach * HOUR_MS);
  await layLeases(db, { count: shape.leases, from, provenThrough: to, ended: true, nextDue: to });
  await db.execute(sql`ANALYZE`);
}

/**
 * Leases of one accelerator with their running interval and both rates, spread over twenty funded customers, on the seed's first offer and
 * price: laid by SQL, so that a million take a minute or two. They hold no accelerators, which the books' 19th invariant would miss.
 */
export async function layLeases(db: Database, shape: LeasesToLay): Promise<void> {
  await fundCustomers(db);
  const hostId = newId("hst");
  await db.execute(sql`
    INSERT INTO hosts (id, organization_id, site_id, name, public_key, simulated, facts)
    SELECT ${hostId}, organization_id, site_id, 'bench', ${hostId}, true, '{}' FROM offers LIMIT 1`);
  const at = (date: Date) => sql`${date.toISOString()}::timestamptz`;
  await db.execute(sql`
    INSERT INTO leases (id, organization_id, created_by, name, idempotency_key, request_hash, sku_id, accelerator_count, operator_id,
      offer_id, site_id, host_id, currency, billing_currency, image, cpu_millis, memory_mib, simulated, state, requested_at,
      boot_deadline_at, running_at, ended_at, billed_from, billed_through, proven_through, next_due)
    SELECT n.id, 'org_bench_' || n.g % ${CUSTOMERS}::int, u.id, 'bench-' || n.g, n.id, 'bench', o.sku_id, 1, o.organization_id,
      o.id, o.site_id, ${hostId}, o.currency, o.currency, 'none', 1, 1, true, ${shape.ended ? "ended" : "running"}, ${at(shape.from)},
      ${at(shape.from)}, ${at(shape.from)}, ${shape.ended ? at(shape.provenThrough) : null}, ${at(shape.from)}, ${at(shape.from)},
      ${at(shape.provenThrough)}, ${at(shape.nextDue)}
    FROM (SELECT g, 'lse_' || lpad(to_hex(g), 26, '0') AS id FROM generate_series(1, ${shape.count}::int) g) n
    CROSS JOIN (SELECT * FROM offers ORDER BY id LIMIT 1) o CROSS JOIN (SELECT id FROM users LIMIT 1) u`);
  const end = shape.ended ? at(shape.provenThrough) : sql`NULL`;
  await db.execute(sql`
    INSERT INTO lease_intervals (id, lease_id, during, state, sku_id, units)
    SELECT 'ivl_' || substr(id, 5), id, tstzrange(billed_from, ${end}), 'running', sku_id, 1 FROM leases WHERE name LIKE 'bench-%'`);
  await db.execute(sql`
    INSERT INTO lease_rates (id, lease_id, side, sku_id, during, micros_per_unit_hour, price_book_entry_id, offer_id)
    SELECT 'rat_' || s.tag || substr(l.id, 6), l.id, s.side, l.sku_id, tstzrange(l.billed_from, NULL), s.price,
      CASE s.side WHEN 'retail' THEN e.id END, CASE s.side WHEN 'wholesale' THEN l.offer_id END
    FROM leases l CROSS JOIN (VALUES ('r', 'retail', 2560000), ('w', 'wholesale', 1850000)) s (tag, side, price)
    CROSS JOIN (SELECT id FROM price_book_entries LIMIT 1) e WHERE l.name LIKE 'bench-%'`);
}

async function fundCustomers(db: Database): Promise<void> {
  await db.execute(sql`
    INSERT INTO organizations (id, kind, name)
    SELECT 'org_bench_' || g, 'customer', 'bench ' || g FROM generate_series(0, ${CUSTOMERS - 1}::int) g`);
  const { rows } = await db.execute<{ currency: "USD" }>(sql`SELECT currency FROM offers ORDER BY id LIMIT 1`);
  const currency = rows[0]!.currency;
  const bank = { kind: "bank", organizationId: null, currency } as const;
  const customers = Array.from({ length: CUSTOMERS }, (_, at) => ({
    kind: "customer_prepaid" as const,
    organizationId: `org_bench_${at}`,
    currency,
  }));
  await db.transaction(async (tx) => {
    const accounts = await openAccounts(tx, [bank, ...customers]);
    await postTransactions(
      tx,
      customers.map((customer) => ({
        kind: "manual_top_up",
        ref: customer.organizationId,
        effectiveAt: new Date(),
        entries: [
          { ...accounts.get(accountKey(customer))!, amountMicros: FUNDS_MICROS },
          { ...accounts.get(accountKey(bank))!, amountMicros: -FUNDS_MICROS },
        ],
      })),
    );
  });
}
