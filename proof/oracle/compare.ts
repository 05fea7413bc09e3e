import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { auditBooks } from "@/lib/metering/audit-books";
import type { Stage } from "../stage";
import { type Bill, billOf, type Truth } from "./seconds";

export interface Expected {
  id: string;
  customer: number;
  currency: string;
  billing: string;
  truth: Truth;
}

interface Booked {
  id: string;
  seconds: Record<string, number>;
  retail: bigint;
  wholesale: bigint;
  tax: bigint;
  charge: bigint;
}

/** Everything by which the books differ from the oracle, in words; empty where they agree to the micro and the second. */
export async function compareWithOracle(
  db: Database,
  stage: Stage,
  start: Date,
  leases: readonly Expected[],
): Promise<string[]> {
  const bills = new Map(leases.map((lease) => [lease.id, billOf(lease.truth)]));
  const booked = await readBooked(db);
  const differences = leases.flatMap(({ id }) => compareLease(id, bills.get(id)!, booked.get(id)));
  const named = new Set(leases.map((lease) => lease.id));
  for (const id of booked.keys()) if (!named.has(id)) differences.push(`${id}: booked, and in no history`);
  differences.push(...(await compareHours(db, start, leases, bills)));
  differences.push(...(await compareAccounts(db, stage, leases, bills)));
  for (const { invariant, violations, offenders } of await auditBooks(db))
    if (violations > 0) differences.push(`invariant ${invariant.number} is broken: ${offenders.join(", ")}`);
  return differences;
}

export async function readBooked(db: Database): Promise<Map<string, Booked>> {
  const { rows } = await db.execute<Booked & Record<string, unknown>>(sql`
    SELECT lease_id AS id, json_object_agg(state, seconds) AS seconds, sum(retail)::bigint AS retail, sum(wholesale)::bigint AS wholesale,
      sum(tax)::bigint AS tax, sum(charge)::bigint AS charge
    FROM (SELECT lease_id, state, extract(epoch FROM sum(seg_end - seg_start))::bigint AS seconds, sum(retail_micros) AS retail,
        sum(wholesale_micros) AS wholesale, sum(tax_micros) AS tax, sum(coalesce(charge_micros, retail_micros + tax_micros)) AS charge
      FROM usage_segments GROUP BY 1, 2) s GROUP BY 1`);
  return new Map(rows.map((row) => [row.id, row]));
}

function compareLease(id: string, bill: Bill, booked: Booked | undefined): string[] {
  const found: Omit<Booked, "id"> = booked ?? { seconds: {}, retail: 0n, wholesale: 0n, tax: 0n, charge: 0n };
  const differences: string[] = [];
  const expect = (what: string, is: unknown, should: unknown) => {
    if (is !== should) differences.push(`${id}: ${what} is ${is}, should be ${should}`);
  };
  for (const state of new Set([...Object.keys(found.seconds), ...Object.keys(bill.secondsByState)]))
    expect(`seconds ${state}`, found.seconds[state] ?? 0, bill.secondsByState[state] ?? 0);
  expect("retail", found.retail, bill.retailMicros);
  expect("wholesale", found.wholesale, bill.wholesaleMicros);
  expect("tax", found.tax, bill.taxMicros);
  expect("charge", found.charge, bill.chargeMicros);
  const lost = bill.exactRetail3600ths - found.retail * 3_600n;
  if (lost < 0n || lost > 3_600n * BigInt(bill.retailStretches))
    differences.push(`${id}: ${lost}/3600 micros off the exact price, over ${bill.retailStretches} stretches`);
  return differences;
}

async function compareHours(db: Database, start: Date, leases: readonly Expected[], bills: Map<string, Bill>) {
  const expected = new Map<string, bigint>();
  for (const { id, currency } of leases)
    for (const [hour, spread] of bills.get(id)!.spreadByHour) {
      const key = `${currency} ${new Date(start.getTime() + hour * 3_600_000).toISOString()}`;
      expected.set(key, (expected.get(key) ?? 0n) + spread);
    }
  const { rows } = await db.execute<{ currency: string; hour: Date; spread: bigint }>(sql`
    SELECT e.currency, date_trunc('hour', t.effective_at - interval '1 second', 'UTC') AS hour, sum(e.amount_micros)::bigint AS spread
    FROM ledger_entries e JOIN ledger_transactions t ON t.number = e.transaction_number
    JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'platform_revenue' GROUP BY 1, 2`);
  const found = new Map(rows.map(({ currency, hour, spread }) => [`${currency} ${hour.toISOString()}`, spread]));
  return compareMaps("spread of", found, expected);
}

function compareMaps(what: string, found: Map<string, bigint>, expected: Map<string, bigint>): string[] {
  return [...new Set([...found.keys(), ...expected.keys()])].flatMap((key) => {
    const [is, should] = [found.get(key) ?? 0n, expected.get(key) ?? 0n];
    return is === should ? [] : [`${what} ${key} is ${is}, should be ${should}`];
  });
}

async function compareAccounts(db: Database, stage: Stage, leases: readonly Expected[], bills: Map<string, Bill>) {
  const expected = new Map<string, bigint>();
  const add = (key: string, micros: bigint) => expected.set(key, (expected.get(key) ?? 0n) + micros);
  for (const { organizationId, creditMicros } of stage.customers)
    for (const [currency, micros] of Object.entries(creditMicros))
      add(`customer ${organizationId} ${currency}`, micros);
  for (const { id, customer, currency, billing } of leases) {
    const bill = bills.get(id)!;
    add(`customer ${stage.customers[customer]!.organizationId} ${billing}`, -bill.chargeMicros);
    add(`operators ${currency}`, bill.wholesaleMicros);
    for (const [jurisdiction, micros] of bill.taxByJurisdiction) add(`tax ${jurisdiction} ${currency}`, micros);
  }
  const { rows } = await db.execute<{ key: string; micros: bigint }>(sql`
    SELECT CASE a.kind WHEN 'tax' THEN 'tax ' || a.qualifier WHEN 'operator_payable' THEN 'operators' ELSE 'customer ' || a.organization_id END
        || ' ' || a.currency AS key, sum(e.amount_micros)::bigint AS micros
    FROM ledger_accounts a JOIN ledger_entries e ON e.account_number = a.number
    WHERE a.kind IN ('customer_prepaid', 'customer_promo', 'operator_payable', 'tax') GROUP BY 1`);
  return compareMaps("balance of", new Map(rows.map((row) => [row.key, row.micros])), expected);
}
