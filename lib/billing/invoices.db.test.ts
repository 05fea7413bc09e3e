import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { customerTerms, documentSeries, ledgerAccounts, monthCloses, statements } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { closeDays } from "@/lib/ledger/close-day";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { closeMonth } from "./close-month";
import { issueStatement } from "./issue-statement";
import { closeBooks, linesOf, runUntil, statementsOf } from "./testing/months";

let scene: Scene;
let buyer: Buyer;
let containers: ReturnType<Scene["container"]>[];

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-01-30T12:00:00.250Z"));
  buyer = await createBuyer(scene.market, "10");
  await scene.database.db
    .insert(customerTerms)
    .values({ organizationId: buyer.organizationId, creditLimitMicros: 50_000_000_000n });
  const leases = [await buyer.launch(1), await buyer.launch(1)];
  containers = leases.map((lease) => scene.container(lease));
  await scene.pass(7);
  await containers[0]!.beat();
  await runUntil(scene, containers, "2026-02-01T00:16:00Z");
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const balance = async (kind: string, organizationId: string | null = buyer.organizationId) => {
  const accounts = await scene.database.db.select().from(ledgerAccounts);
  const account = accounts.find((one) => one.kind === kind && one.organizationId === organizationId);
  const { rows } = await scene.database.db.execute<{ sum: bigint }>(
    sql`SELECT coalesce(sum(amount_micros), 0)::bigint AS sum FROM ledger_entries WHERE account_number = ${account?.number ?? -1}`,
  );
  return rows[0]!.sum;
};

test("a customer on credit gets an invoice: what is due moves to the receivable in whole cents, and rounding has the rest", async () => {
  await closeBooks(scene);
  const [january] = await statementsOf(scene, buyer.organizationId);
  expect(january).toMatchObject({ kind: "invoice", number: "INV-2026-000001", openingMicros: 0n });
  const due = -january!.totalMinor;
  expect(due).toBeGreaterThan(0n);
  expect(await balance("customer_receivable")).toBe(-due * 10_000n);
  expect(await balance("customer_prepaid")).toBe(0n);
  expect(await balance("rounding", null)).toBe(-january!.roundingMicros);
});

test("the next invoice lists what was invoiced and asks for its own month alone", async () => {
  await runUntil(scene, containers, "2026-03-01T00:16:00Z");
  await closeBooks(scene);
  const [january, february] = await statementsOf(scene, buyer.organizationId);
  const [moved] = await linesOf(scene, february!.id, "other");
  expect(moved).toMatchObject({
    description: expect.stringContaining("INV-2026-000001"),
    amountMicros: -january!.closingMicros,
  });
  const used = (await linesOf(scene, february!.id, "usage")).reduce((sum, line) => sum + line.amountMinor, 0n);
  expect(await balance("customer_receivable")).toBe((january!.totalMinor + used) * 10_000n);
});

test("invoices of two months that are closed late ask for each month once", async () => {
  const before = await balance("customer_receivable");
  await runUntil(scene, containers, "2026-05-02T09:00:00Z");
  await closeBooks(scene);
  const [march, april] = (await statementsOf(scene, buyer.organizationId)).slice(-2);
  const used = await Promise.all(
    [march, april].map(async (one) =>
      (await linesOf(scene, one!.id, "usage")).reduce((sum, line) => sum + line.amountMinor, 0n),
    ),
  );
  expect((await balance("customer_receivable")) - before).toBe((used[0]! + used[1]!) * 10_000n);
});

test("a double invoice at UTC+8: a month begins and ends at UTC midnight for everybody, and one invoice is issued of it whoever asks again", async () => {
  await runUntil(scene, containers, "2026-05-31T20:00:00Z");
  // June 1st, four in the morning in Singapore.
  expect(await closeBooks(scene)).toEqual([]);
  await runUntil(scene, containers, "2026-06-01T00:20:00Z");
  await closeDays(scene.worker());
  const key = { side: "customer", organizationId: buyer.organizationId, currency: "USD", month: "2026-05-01" } as const;
  const ids = await Promise.all([1, 2, 3, 4].map(() => issueStatement(scene.worker(), key)));
  expect(ids.filter((id) => id !== null)).toHaveLength(1);
  const [, again] = await Promise.all([closeMonth(scene.worker()), closeMonth(scene.worker())]);
  expect(again.failed).toEqual([]);
  const may = (await statementsOf(scene, buyer.organizationId)).filter((one) => one.month === "2026-05-01");
  expect(may).toHaveLength(1);
  const [usage] = await linesOf(scene, may[0]!.id, "usage");
  expect([usage!.from, usage!.to]).toEqual([new Date("2026-05-01T00:00:00Z"), new Date("2026-06-01T00:00:00Z")]);
});

test("numbers have no gaps though issuing is refused half-way, and the month is taken up where it was left", async () => {
  const { db } = scene.database;
  const others = await Promise.all([1, 2, 3].map(() => createBuyer(scene.market, "25.555555")));
  await runUntil(scene, containers, "2026-07-01T00:20:00Z");
  await closeDays(scene.worker());
  await db.execute(
    sql`CREATE FUNCTION refuse_invoices() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no invoices today''; END'`,
  );
  await db.execute(
    sql`CREATE TRIGGER refuse_invoices BEFORE INSERT ON ledger_transactions FOR EACH ROW WHEN (NEW.kind = 'invoice') EXECUTE FUNCTION refuse_invoices()`,
  );
  const [stopped] = await closeBooks(scene);
  expect(stopped).toMatchObject({
    month: "2026-06-01",
    isClosed: false,
    failed: [{ organizationId: buyer.organizationId }],
  });
  expect((await statementsOf(scene, buyer.organizationId)).at(-1)!.month).toBe("2026-05-01");
  for (const other of others) expect(await statementsOf(scene, other.organizationId)).toHaveLength(1);
  await db.execute(sql`DROP TRIGGER refuse_invoices ON ledger_transactions`);
  expect(await closeBooks(scene)).toMatchObject([{ month: "2026-06-01", issued: 1, isClosed: true, failed: [] }]);
  const numbers = (await db.select().from(statements).where(eq(statements.kind, "invoice")))
    .map((one) => one.number)
    .sort();
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6].map((number) => `INV-2026-00000${number}`));
  const series = await db.select().from(documentSeries).where(eq(documentSeries.series, "INV-2026"));
  expect(series).toMatchObject([{ next: 7 }]);
});

test("two workers share a month's parties, and it is marked closed once", async () => {
  const { db } = scene.database;
  const many = [];
  for (let at = 0; at < 12; at += 1) many.push(await createBuyer(scene.market, "7"));
  await runUntil(scene, containers, "2026-08-01T00:20:00Z");
  await closeDays(scene.worker());
  const closes = await Promise.all([1, 2, 3].map(() => closeMonth(scene.worker())));
  expect(closes.flatMap((close) => close.failed)).toEqual([]);
  expect(closes.filter((close) => close.isClosed && close.month === "2026-07-01")).toHaveLength(1);
  for (const one of many) expect(await statementsOf(scene, one.organizationId)).toHaveLength(1);
  const [mark] = await db.select().from(monthCloses).where(eq(monthCloses.month, "2026-07-01"));
  expect(mark!.statementCount).toBe(
    (await db.select().from(statements).where(eq(statements.month, "2026-07-01"))).length,
  );
});

test("what comes in at midnight is on one statement, and money alone makes one too", async () => {
  await scene.pass((new Date("2026-09-01T00:00:00Z").getTime() - scene.now.getTime()) / 1_000);
  const payer = await createBuyer(scene.market, "0");
  const pay = (amountMicros: bigint) =>
    creditCustomer(scene.market.platform.ctx, {
      organizationId: payer.organizationId,
      amountMicros,
      currency: "USD",
      reference: "Wire",
      idempotencyKey: newId("req"),
    });
  await pay(1_000_005n);
  await scene.pass(1);
  await pay(2_000_000n);
  await runUntil(scene, containers, "2026-10-01T00:20:00Z");
  await closeBooks(scene);
  const [august, september] = await statementsOf(scene, payer.organizationId);
  expect(august).toMatchObject({
    month: "2026-08-01",
    closingMicros: 1_000_005n,
    totalMinor: 100n,
    roundingMicros: -5n,
  });
  expect(september).toMatchObject({ month: "2026-09-01", openingMicros: 1_000_005n, closingMicros: 3_000_005n });
});
