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
  for (let i = 0; i < 8; i++) ids.push((await createCustomer(database.db)).organizationId);
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

test("transactions that move the same balances in opposite orders never wait for each other in a ring", async () => {
  const round = (at: number, order: Account[]) =>
    database.db.transaction(async (tx) => {
      const postings = order.map((account, line) =>
        posting(`ring-${at}-${order === customers}-${line}`, [entry(account, 1n), entry(bank, -1n)]),
      );
      await writeTransactions(tx, postings);
      await moveBalances(tx, postings);
    });
  const backwards = customers.toReversed();
  for (let at = 0; at < 40; at++) await Promise.all([round(at, customers), round(at, backwards)]);
  const after = await balances();
  expect(customers.map((account) => after.get(account.accountNumber))).toEqual(customers.map(() => 80n));
});

test("single postings lock their accounts in the order of numbers, whatever the order of their lines", async () => {
  const [one, other] = [customers[0]!, customers[1]!];
  const before = await balances();
  for (let at = 0; at < 60; at++)
    await Promise.all([
      postTransaction(database.db, posting(`there-${at}`, [entry(one, -3n), entry(other, 3n)])),
      postTransaction(database.db, posting(`back-${at}`, [entry(other, -2n), entry(one, 2n)])),
    ]);
  const after = await balances();
  expect(after.get(one.accountNumber)).toBe(before.get(one.accountNumber)! - 60n);
  expect(after.get(other.accountNumber)).toBe(before.get(other.accountNumber)! + 60n);
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
