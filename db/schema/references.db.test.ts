import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { closeLease } from "@/lib/leases/close-lease";
import { billDueLeases } from "@/lib/metering/bill-due-leases";

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let billed: string;
let other: string;
let accounts: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  billed = (await buyer.launch(1)).id;
  await market.report([{ leaseId: billed }]);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await closeLease(buyer.ctx, { leaseId: billed });
  await market.report([{ leaseId: billed, phase: "exited", endedAgoMs: 0, exitCode: 0 }]);
  await billDueLeases(market.host);
  other = (await buyer.launch(1)).id;
  accounts = (await run("SELECT number FROM ledger_accounts WHERE currency = 'USD' ORDER BY number LIMIT 2")).rows.map(
    (row) => row.number,
  );
});
afterAll(() => database.close());

const run = (query: string) => database.pool.query(query);
const one = async (query: string) => Object.values((await run(query)).rows[0])[0];

async function newTransaction(): Promise<unknown> {
  return one(
    `INSERT INTO ledger_transactions (kind, ref, effective_at) VALUES ('reversal', gen_random_uuid()::text, now()) RETURNING number`,
  );
}

const intoEntries = (rows: string) =>
  run(`INSERT INTO ledger_entries (transaction_number, line, account_number, currency, amount_micros) VALUES ${rows}`);

/** A sound first segment of the lease that nothing was billed of, but for what is changed. */
async function segment(change: Record<string, string>) {
  const interval = await one(`SELECT id FROM lease_intervals WHERE lease_id = '${other}' LIMIT 1`);
  const row: Record<string, string> = {
    lease_id: `'${other}'`,
    seg_start: "'2026-01-01T00:00:00Z'",
    seg_end: "'2026-01-01T00:10:00Z'",
    interval_id: `'${interval}'`,
    state: "'provisioning'",
    units: "1",
    retail_micros: "0",
    wholesale_micros: "0",
    zero_reason: "'test'",
    ...change,
  };
  return run(`INSERT INTO usage_segments (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).join(", ")})`);
}

test("an entry names an account and a transaction that are there, each row of a statement", async () => {
  const [a, b] = accounts;
  const number = await newTransaction();
  await expect(intoEntries(`(${number}, 0, ${a}, 'USD', 5), (${number}, 1, 999999, 'USD', -5)`)).rejects.toMatchObject({
    code: "23503",
    constraint: "ledger_entries_account",
  });
  await expect(intoEntries(`(999999, 0, ${a}, 'USD', 5), (999999, 1, ${b}, 'USD', -5)`)).rejects.toMatchObject({
    code: "23503",
    constraint: "ledger_entries_transaction",
  });
  const many = `(${number}, 0, ${a}, 'USD', 5), (${number}, 1, ${b}, 'USD', -5), (999999, 0, ${a}, 'USD', 5), (999999, 1, ${b}, 'USD', -5)`;
  await expect(intoEntries(many)).rejects.toMatchObject({ constraint: "ledger_entries_transaction" });
  await intoEntries(`(${number}, 0, ${a}, 'USD', 5), (${number}, 1, ${b}, 'USD', -5)`);
});

test.each([
  ["a lease that is not there", { lease_id: "'lse_none'" }, "usage_segments_interval"],
  ["an interval that is not there", { interval_id: "'ivl_none'" }, "usage_segments_interval"],
  ["a retail rate that is not there", { retail_rate_id: "'rat_none'", zero_reason: "NULL" }, "usage_segments_rate"],
  ["a wholesale rate that is not there", { wholesale_rate_id: "'rat_none'" }, "usage_segments_rate"],
  ["a tax rate that is not there", { tax_rate_id: "'txr_none'" }, "usage_segments_tax_rate"],
  ["a conversion that is not there", { fx_rate_id: "'fxr_none'", charge_micros: "0" }, "usage_segments_fx_rate"],
  [
    "a transaction that is not there",
    { wholesale_micros: "5", transaction_number: "999999" },
    "usage_segments_transaction",
  ],
  ["a neighbour that is not there", { prev_end: "'2026-01-01T00:00:00Z'" }, "usage_segments_chain"],
])("a segment of %s is refused", async (_, change, constraint) => {
  await expect(segment(change)).rejects.toMatchObject({ code: "23503", constraint });
});

test("a segment's interval and rates are its own lease's", async () => {
  const interval = await one(`SELECT id FROM lease_intervals WHERE lease_id = '${billed}' LIMIT 1`);
  const rate = await one(`SELECT id FROM lease_rates WHERE lease_id = '${billed}' AND side = 'wholesale'`);
  await expect(segment({ interval_id: `'${interval}'` })).rejects.toMatchObject({
    constraint: "usage_segments_interval",
  });
  await expect(segment({ wholesale_rate_id: `'${rate}'` })).rejects.toMatchObject({
    constraint: "usage_segments_rate",
  });
});

test("what segments and entries refer to is not deleted", async () => {
  const [account] = accounts;
  await expect(run(`DELETE FROM ledger_accounts WHERE number = ${account}`)).rejects.toThrow(/append-only/);
  await expect(run(`DELETE FROM leases WHERE id = '${billed}'`)).rejects.toThrow(/append-only/);
  await expect(
    run(
      `DELETE FROM lease_intervals WHERE id IN (SELECT interval_id FROM usage_segments WHERE lease_id = '${billed}')`,
    ),
  ).rejects.toMatchObject({ code: "23503", constraint: "lease_intervals_metered" });
  for (const side of ["retail", "wholesale"])
    await expect(run(`DELETE FROM lease_rates WHERE lease_id = '${billed}' AND side = '${side}'`)).rejects.toThrow();
  for (const table of ["ledger_accounts", "leases", "lease_intervals", "lease_rates", "tax_rates", "fx_rates"])
    await expect(run(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/append-only/);
});

test("a tax or conversion rate that a segment used is not deleted, one that none used is", async () => {
  await run(`INSERT INTO tax_rates (id, jurisdiction, name, rate_bps, during) VALUES
    ('txr_used', 'DE', 'VAT', 1900, '[2027-01-01,)'), ('txr_free', 'FR', 'TVA', 2000, '[2027-01-01,)')`);
  await run(`INSERT INTO fx_rates (id, base, quote, rate_e9, during, source) VALUES
    ('fxr_used', 'USD', 'CNY', 7000000000, '[2027-01-01,)', 'test'), ('fxr_free', 'CNY', 'USD', 140000000, '[2027-01-01,)', 'test')`);
  await segment({ tax_rate_id: "'txr_used'", fx_rate_id: "'fxr_used'", charge_micros: "0" });
  await expect(run("DELETE FROM tax_rates WHERE id = 'txr_used'")).rejects.toMatchObject({
    constraint: "tax_rates_used",
  });
  await expect(run("DELETE FROM fx_rates WHERE id = 'fxr_used'")).rejects.toMatchObject({
    constraint: "fx_rates_used",
  });
  expect((await run("DELETE FROM tax_rates WHERE id = 'txr_free'")).rowCount).toBe(1);
  expect((await run("DELETE FROM fx_rates WHERE id = 'fxr_free'")).rowCount).toBe(1);
});

test("what names a row that others refer to never changes", async () => {
  await expect(run(`UPDATE lease_intervals SET id = 'ivl_new' WHERE lease_id = '${billed}'`)).rejects.toThrow(
    /never changes/,
  );
  await expect(run(`UPDATE lease_intervals SET lease_id = '${other}' WHERE lease_id = '${billed}'`)).rejects.toThrow(
    /never changes/,
  );
  await expect(run(`UPDATE lease_rates SET id = 'rat_new' WHERE lease_id = '${billed}'`)).rejects.toThrow(
    /never changes/,
  );
  await expect(run(`UPDATE leases SET id = 'lse_new' WHERE id = '${billed}'`)).rejects.toThrow(/never changes/);
  await expect(run(`UPDATE ledger_accounts SET currency = 'CNY' WHERE number = ${accounts[0]}`)).rejects.toThrow(
    /never changes/,
  );
});
