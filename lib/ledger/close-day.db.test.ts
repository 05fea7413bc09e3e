import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerDayBalances, ledgerDayCloses } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { openAccount } from "./accounts";
import { closeDays } from "./close-day";
import { listAccountBalances } from "./desk-queries";
import { takeHighWater } from "./high-water";
import { postTransaction } from "./post-transactions";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-02-27T23:00:00Z"));
});
afterAll(() => scene.close());

const closes = () => scene.database.db.select().from(ledgerDayCloses).orderBy(ledgerDayCloses.day);
const credit = (amount: string) => createBuyer(scene.market, amount);

test("a day is closed a quarter of an hour after its end and not before", async () => {
  await scene.pass(3_600 + 14 * 60);
  expect(await closeDays(scene.worker())).toBe(0);
  await scene.pass(60);
  expect(await closeDays(scene.worker())).toBe(1);
  expect(await closeDays(scene.worker())).toBe(0);
  expect(await closes()).toMatchObject([{ day: "2026-02-27", transactionCount: 1n, closedAt: scene.now }]);
  expect(await scene.findings()).toEqual([]);
});

test("days that were missed are closed in order, once, though four workers close them at the same time", async () => {
  await credit("20");
  await scene.pass(3 * 86_400);
  const done = await Promise.all([1, 2, 3, 4].map(() => closeDays(scene.worker())));
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(3);
  const all = await closes();
  expect(all.map((one) => [one.day, one.transactionCount])).toEqual([
    ["2026-02-27", 1n],
    ["2026-02-28", 1n],
    ["2026-03-01", 0n],
    ["2026-03-02", 0n],
  ]);
  for (const [at, one] of all.entries()) if (at > 0) expect(one.previousHash).toBe(all[at - 1]!.hash);
  expect(await scene.findings()).toEqual([]);
});

test("a platform account's balance is its last snapshot and the entries since", async () => {
  await credit("30");
  const bank = (await listAccountBalances(scene.market.platform.ctx)).find((account) => account.kind === "bank");
  expect(bank?.balanceMicros).toBe(-1_050_000_000n);
  const kept = await scene.database.db.select().from(ledgerDayBalances);
  expect(kept.map((row) => row.balanceMicros)).toContain(-1_020_000_000n);
});

test("the mark waits for a posting that is under way, so that no lower number turns up behind it", async () => {
  const { db } = scene.database;
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let number = 0n;
  let posted = () => {};
  const isPosted = new Promise<void>((resolve) => {
    posted = resolve;
  });
  const posting = db.transaction(async (tx) => {
    const bank = await openAccount(tx, { kind: "bank", organizationId: null, currency: "USD" });
    const fees = await openAccount(tx, { kind: "stripe_fees", organizationId: null, currency: "USD" });
    number = await postTransaction(tx, {
      kind: "reversal",
      ref: "slow",
      effectiveAt: scene.now,
      entries: [
        { accountNumber: bank.accountNumber, currency: "USD", amountMicros: 5n },
        { accountNumber: fees.accountNumber, currency: "USD", amountMicros: -5n },
      ],
    });
    posted();
    await held;
  });
  await isPosted;
  let mark: bigint | null = null;
  const taking = takeHighWater(db).then((found) => {
    mark = found;
  });
  await db.execute(sql`SELECT pg_sleep(0.3)`);
  expect(mark).toBeNull();
  commit();
  await Promise.all([posting, taking]);
  expect(mark).toBe(number);
});

test("the audit names a closed day whose books were changed behind the ledger's back, or whose chain was", async () => {
  await scene.pass(86_400);
  await closeDays(scene.worker());
  const tamper = async (statement: string) => {
    await scene.database.db.execute(
      sql.raw(`SET session_replication_role = replica; ${statement}; SET session_replication_role = DEFAULT`),
    );
    const found = (await scene.findings()).find((finding) => finding.invariant.number === 16);
    return found?.offenders ?? [];
  };
  expect(await tamper("UPDATE ledger_transactions SET memo = 'changed' WHERE number = 1")).toEqual(["2026-02-27"]);
  await tamper("UPDATE ledger_transactions SET memo = 'Test transfer' WHERE number = 1");
  expect(await scene.findings()).toEqual([]);
  expect(
    await tamper(
      "UPDATE ledger_day_balances SET balance_micros = balance_micros + 1 WHERE day = '2026-03-02' AND account_number = 1",
    ),
  ).toEqual(["2026-03-02 account 1", "2026-03-03 account 1"]);
  await tamper(
    "UPDATE ledger_day_balances SET balance_micros = balance_micros - 1 WHERE day = '2026-03-02' AND account_number = 1",
  );
  expect(await tamper("UPDATE ledger_day_closes SET hash = repeat('0', 64) WHERE day = '2026-03-01'")).toEqual([
    "2026-03-01",
    "2026-03-02",
  ]);
});
