import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import type { Entry } from "@/lib/core/ledger/accounts";
import { type Account, accountKey, openAccounts } from "./accounts";
import { moveBalances, type Posting, postTransaction, postTransactions, writeTransactions } from "./post-transactions";

let database: TestDatabase;
let customers: Account[];
let bank: Account;

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = [];
  for (let i = 0; i < 5; i++) ids.push((await createCustomer(database.db)).organizationId);
  const key = (organizationId: string) => ({ kind: "customer_prepaid", organizationId, currency: "USD" }) as const;
  const bankKey = { kind: "bank", organizationId: null, currency: "USD" } as const;
  const accounts = await openAccounts(database.db, [bankKey, ...ids.map(key)]);
  customers = ids.map((id) => accounts.get(accountKey(key(id)))!);
  bank = accounts.get(accountKey(bankKey))!;
});
afterAll(() => database.close());

const entry = (account: Account, amountMicros: bigint): Entry => ({ ...account, amountMicros });
const posting = (ref: string, entries: Entry[]): Posting => ({
  kind: "manual_adjustment",
  ref,
  effectiveAt: new Date("2026-03-01T00:00:00Z"),
  entries,
});

async function balances(): Promise<Map<number, bigint>> {
  const { rows } = await database.db.execute<{ number: number; kept: bigint; summed: bigint }>(sql`
    SELECT a.number, a.balance_micros AS kept,
      coalesce((SELECT sum(amount_micros) FROM ledger_entries e WHERE e.account_number = a.number), 0)::bigint AS summed
    FROM ledger_accounts a WHERE balance_micros IS NOT NULL`);
  for (const { kept, summed } of rows) expect(kept).toBe(summed);
  return new Map(rows.map((row) => [row.number, row.kept]));
}

/** Whether `work`, which moves both balances, waits for the account of the lower number without holding the other's. */
async function waitsEmptyHanded(work: (lower: Account, higher: Account) => Promise<unknown>): Promise<boolean> {
  const [lower, higher] = [customers[0]!, customers[1]!].sort((a, b) => a.accountNumber - b.accountNumber);
  const holder = await database.pool.connect();
  const lock = (account: Account) =>
    holder.query("SELECT FROM ledger_accounts WHERE number = $1 FOR NO KEY UPDATE NOWAIT", [account.accountNumber]);
  try {
    await holder.query("BEGIN");
    await lock(lower!);
    const working = work(lower!, higher!);
    for (let isWaiting = false; !isWaiting; ) {
      const { rows } = await database.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      isWaiting = rows.length > 0;
    }
    const free = await lock(higher!).then(
      () => true,
      () => false,
    );
    await holder.query("ROLLBACK");
    await working;
    return free;
  } finally {
    holder.release();
  }
}

test("balances are locked in the order of numbers, whatever the order of postings and lines", async () => {
  const before = await balances();
  const pair = (ref: string, lower: Account, higher: Account) => posting(ref, [entry(higher, -3n), entry(lower, 3n)]);
  expect(await waitsEmptyHanded((lower, higher) => postTransaction(database.db, pair("single", lower, higher)))).toBe(
    true,
  );
  expect(
    await waitsEmptyHanded((lower, higher) =>
      database.db.transaction(async (tx) => {
        const postings = [
          posting("first", [entry(higher, -3n), entry(bank, 3n)]),
          posting("second", [entry(lower, 3n), entry(bank, -3n)]),
        ];
        await writeTransactions(tx, postings);
        await moveBalances(tx, postings);
      }),
    ),
  ).toBe(true);
  const after = await balances();
  const moved = customers
    .slice(0, 2)
    .map(({ accountNumber }) => after.get(accountNumber)! - before.get(accountNumber)!);
  expect(moved.sort()).toEqual([-6n, 6n]);
});

test("an account that is on several lines of one posting moves by their sum", async () => {
  const account = customers[2]!;
  const before = (await balances()).get(account.accountNumber)!;
  await postTransaction(database.db, posting("several", [entry(account, 5n), entry(bank, -9n), entry(account, 4n)]));
  await postTransactions(database.db, [
    posting("several-too", [entry(account, 5n), entry(bank, -9n), entry(account, 4n)]),
  ]);
  expect((await balances()).get(account.accountNumber)).toBe(before + 18n);
});

test("a fact that is booked already is refused, and nothing of it is booked twice", async () => {
  const twice = posting("only-once", [entry(customers[3]!, 7n), entry(bank, -7n)]);
  await postTransaction(database.db, twice);
  const before = await balances();
  await expect(postTransaction(database.db, twice)).rejects.toThrow();
  await expect(database.db.transaction((tx) => postTransactions(tx, [twice]))).rejects.toThrow();
  expect(await balances()).toEqual(before);
});

test("what does not balance is refused before anything is sent", async () => {
  await expect(
    postTransaction(database.db, posting("lopsided", [entry(customers[4]!, 7n), entry(bank, -6n)])),
  ).rejects.toThrow("does not balance: 1 USD left over");
});
