import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerAccounts, ledgerTransactions } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import type { Lease } from "@/lib/leases/types";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransactions } from "@/lib/ledger/post-transactions";

let database: TestDatabase;
let market: Market;
let lease: Lease;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  lease = await (await createBuyer(market)).launch(1);
});
afterAll(() => database.close());

const run = (query: string) => database.pool.query(query);

const INTO_ENTRIES = "INSERT INTO ledger_entries (transaction_number, line, account_number, currency, amount_micros)";

async function emptyTransaction(ref: string): Promise<bigint> {
  const [row] = await database.db
    .insert(ledgerTransactions)
    .values({ kind: "manual_top_up", ref, effectiveAt: new Date() })
    .returning({ number: ledgerTransactions.number });
  return row!.number;
}

async function twoAccounts() {
  const keys = (["bank", "platform_revenue"] as const).map((kind) => ({
    kind,
    organizationId: null,
    currency: "USD" as const,
  }));
  const accounts = await openAccounts(database.db, keys);
  return keys.map((key) => accounts.get(accountKey(key))!.accountNumber) as [number, number];
}

function posting(ref: string, accounts: [number, number], amountMicros = 5n) {
  const entries = [
    { accountNumber: accounts[0], currency: "USD" as const, amountMicros: -amountMicros },
    { accountNumber: accounts[1], currency: "USD" as const, amountMicros },
  ];
  return { kind: "manual_top_up" as const, ref, effectiveAt: new Date(), entries };
}

test("a money fact posts once", async () => {
  const accounts = await twoAccounts();
  await database.db.transaction((tx) => postTransactions(tx, [posting("fact-1", accounts)]));
  const again = database.db.transaction((tx) => postTransactions(tx, [posting("fact-1", accounts)]));
  await expect(again).rejects.toThrow();
});

test("entries that do not sum to zero are refused by the database", async () => {
  const accounts = await twoAccounts();
  const number = await emptyTransaction("lame");
  const lame = run(
    `${INTO_ENTRIES} VALUES (${number}, 0, ${accounts[0]}, 'USD', 5), (${number}, 1, ${accounts[1]}, 'USD', -4)`,
  );
  await expect(lame).rejects.toThrow(/does not balance/);
});

test("nothing is added to a transaction later, not even in balance", async () => {
  const accounts = await twoAccounts();
  const [number] = await database.db.transaction((tx) => postTransactions(tx, [posting("fact-2", accounts)]));
  const more = run(
    `${INTO_ENTRIES} VALUES (${number}, 2, ${accounts[0]}, 'USD', 5), (${number}, 3, ${accounts[1]}, 'USD', -5)`,
  );
  await expect(more).rejects.toThrow(/complete/);
});

test("an entry in another currency than its account's is refused", async () => {
  const [bank, revenue] = await twoAccounts();
  const number = await emptyTransaction("fx");
  const mixed = run(`${INTO_ENTRIES} VALUES (${number}, 0, ${bank}, 'CNY', 5), (${number}, 1, ${revenue}, 'CNY', -5)`);
  await expect(mixed).rejects.toThrow(/ledger_entries_account/);
});

test.each([
  "ledger_transactions",
  "ledger_entries",
  "lease_events",
  "usage_segments",
  "usage_adjustments",
  "audit_events",
  "sla_credits",
  "hour_closes",
  "ledger_day_closes",
  "ledger_day_balances",
  "statements",
  "statement_lines",
  "end_use_statements",
])("%s is append-only", async (table) => {
  await expect(run(`DELETE FROM ${table}`)).rejects.toThrow(/append-only/);
  await expect(run(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/append-only/);
  const { rows } = await run(
    `SELECT attname FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0 AND attidentity = '' LIMIT 1`,
  );
  await expect(run(`UPDATE ${table} SET ${rows[0].attname} = ${rows[0].attname}`)).rejects.toThrow(/append-only/);
});

test("a second state or price for the same time is refused", async () => {
  const overlap = `'${lease.id}', tstzrange('${lease.billedFrom.toISOString()}', NULL)`;
  await expect(
    run(
      `INSERT INTO lease_intervals (id, lease_id, during, state, sku_id, units) VALUES ('ivl_x', ${overlap}, 'running', '${lease.skuId}', 1)`,
    ),
  ).rejects.toThrow(/lease_intervals_no_overlap/);
  await expect(
    run(
      `INSERT INTO lease_rates (id, lease_id, during, side, sku_id, micros_per_unit_hour, offer_id) VALUES ('rat_x', ${overlap}, 'wholesale', '${lease.skuId}', 1, '${lease.offerId}')`,
    ),
  ).rejects.toThrow(/lease_rates_no_overlap/);
});

test("a price that is pinned can be ended but not changed, and no price starts before what is billed", async () => {
  await expect(run(`UPDATE lease_rates SET micros_per_unit_hour = 1 WHERE lease_id = '${lease.id}'`)).rejects.toThrow(
    /only ever ended/,
  );
  const past = new Date(lease.billedFrom.getTime() - 3_600_000).toISOString();
  await expect(
    run(`INSERT INTO lease_rates (id, lease_id, during, side, sku_id, micros_per_unit_hour, offer_id)
      VALUES ('rat_y', '${lease.id}', tstzrange('${past}', '${lease.billedFrom.toISOString()}'), 'wholesale', '${lease.skuId}', 1, '${lease.offerId}')`),
  ).rejects.toThrow(/would change what is billed/);
});

test("segments chain: no gap, no overlap, no second beginning, none over an hour edge", async () => {
  const other = await (await createBuyer(market)).launch(1);
  const interval = (await run(`SELECT id FROM lease_intervals WHERE lease_id = '${other.id}'`)).rows[0].id;
  const segment = (start: string, end: string, prev: string | null) =>
    run(`INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units, retail_micros, wholesale_micros, zero_reason)
      VALUES ('${other.id}', '${start}', '${end}', ${prev ? `'${prev}'` : "NULL"}, '${interval}', 'provisioning', 1, 0, 0, 'test')`);
  await segment("2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z", null);
  await expect(segment("2026-01-01T00:11:00Z", "2026-01-01T00:12:00Z", "2026-01-01T00:11:00Z")).rejects.toThrow(
    /usage_segments_chain/,
  );
  await expect(segment("2026-01-01T00:11:00Z", "2026-01-01T00:12:00Z", "2026-01-01T00:10:00Z")).rejects.toThrow(
    /usage_segments_adjacent/,
  );
  await expect(segment("2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z", null)).rejects.toThrow(
    /usage_segments_lease_id/,
  );
  await expect(segment("2026-01-01T00:20:00Z", "2026-01-01T00:25:00Z", null)).rejects.toThrow(
    /usage_segments_one_start/,
  );
  await expect(segment("2026-01-01T00:10:00Z", "2026-01-01T01:10:00Z", "2026-01-01T00:10:00Z")).rejects.toThrow(
    /usage_segments_hour/,
  );
  await expect(segment("2026-01-01T00:10:00Z", "2026-01-01T00:10:00.5Z", "2026-01-01T00:10:00Z")).rejects.toThrow(
    /usage_segments_seconds/,
  );
});

test("platform accounts keep no balance on a row that every transaction would touch", async () => {
  await twoAccounts();
  const rows = await database.db.select().from(ledgerAccounts).where(sql`organization_id IS NULL`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.balanceMicros === null)).toBe(true);
});
