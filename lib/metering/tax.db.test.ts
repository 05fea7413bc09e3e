import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ledgerAccounts } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setTaxRate } from "@/lib/catalog/set-tax-rate";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { getBalanceSummary } from "./balance-queries";
import { usageByDay } from "./usage-queries";

const GERMAN = { legalName: "Beispiel GmbH", address: "Weg 1, 10115 Berlin", jurisdiction: "DE" };
const vat = (micros: bigint) => (micros * 1_900n) / 10_000n;
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:20:00.250Z"));
  await setTaxRate(scene.market.platform.ctx, {
    jurisdiction: "de",
    name: "VAT",
    ratePercent: "19",
    reverseCharge: true,
  });
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

async function runFor(buyer: Buyer, seconds: number, halfway?: () => Promise<unknown>) {
  await scene.market.report([]);
  const lease = await buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(seconds / 2, 100);
  await halfway?.();
  await container.runFor(seconds / 2, 100);
  const accrued = (await getBalanceSummary(buyer.ctx)).accruedMicros;
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  return { lease, accrued, segments: (await scene.segmentsOf(lease)).filter((one) => one.zeroReason === null) };
}

async function taxOwed(): Promise<bigint> {
  const { rows } = await scene.database.db.execute<{ total: bigint }>(sql`
    SELECT coalesce(sum(e.amount_micros), 0)::bigint AS total FROM ledger_entries e
    JOIN ledger_accounts a ON a.number = e.account_number WHERE a.kind = 'tax' AND a.qualifier = 'DE'`);
  return rows[0]!.total;
}

async function balance(buyer: Buyer): Promise<bigint> {
  const own = and(eq(ledgerAccounts.organizationId, buyer.organizationId), eq(ledgerAccounts.kind, "customer_prepaid"));
  const [row] = await scene.database.db.select().from(ledgerAccounts).where(own);
  return row!.balanceMicros!;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

test("a consumer pays 19 % on top, on the tax's own account, and sees it as a part of what was paid", async () => {
  const buyer = await createBuyer(scene.market);
  expect(await setTaxProfile(buyer.ctx, GERMAN)).toMatchObject({ from: new Date("2026-03-01T10:00:00Z") });
  const before = { balance: await balance(buyer), owed: await taxOwed() };
  const { accrued, segments } = await runFor(buyer, 600);
  const retail = priceMicros(RETAIL_MICROS, 600n);
  expect(sum(segments.map((one) => one.taxMicros))).toBe(vat(retail));
  expect(before.balance - (await balance(buyer))).toBe(retail + vat(retail));
  expect(accrued).toBe(retail + vat(retail));
  expect((await taxOwed()) - before.owed).toBe(vat(retail));
  const day = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-03-02T00:00:00Z") };
  const { rows } = await usageByDay(buyer.ctx, day);
  expect(rows[0]).toMatchObject({ chargeMicros: retail + vat(retail), taxMicros: vat(retail) });
});

test("a launch sets its hold aside with tax, and names it where the balance is short", async () => {
  const buyer = await createBuyer(scene.market, "0.22");
  await setTaxProfile(buyer.ctx, GERMAN);
  await scene.market.report([]);
  await expect(buyer.launch(1)).rejects.toMatchObject({
    code: "payment_required",
    message: expect.stringContaining("VAT included"),
  });
});

test("a business with a tax id accounts for the tax itself, and an exempt customer pays none", async () => {
  const business = await createBuyer(scene.market);
  await setTaxProfile(business.ctx, { ...GERMAN, taxId: "DE 123456789" });
  const exempt = await createBuyer(scene.market);
  await expect(setTaxProfile(exempt.ctx, { ...GERMAN, exempt: true })).rejects.toMatchObject({ code: "forbidden" });
  const { organizationId } = exempt;
  await setTaxProfile(scene.market.platform.ctx, { ...GERMAN, organizationId, exempt: true });
  for (const buyer of [business, exempt]) {
    const { segments } = await runFor(buyer, 60);
    expect(sum(segments.map((one) => one.taxMicros))).toBe(0n);
    expect(sum(segments.map((one) => one.retailMicros))).toBe(priceMicros(RETAIL_MICROS, 60n));
    expect(segments[0]!.taxRateId).not.toBe(null);
  }
});

test("a profile that changes while an instance runs counts from the next whole hour on, to the second", async () => {
  const buyer = await createBuyer(scene.market);
  await setTaxProfile(buyer.ctx, GERMAN);
  await scene.market.report([]);
  const lease = await buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  const first = await setTaxProfile(buyer.ctx, { ...GERMAN, taxId: "DE123456789" });
  // A second change before the first counts replaces it.
  const { from } = await setTaxProfile(buyer.ctx, { ...GERMAN, taxId: "DE987654321" });
  expect(first.from).toEqual(from);
  expect(from.getTime() % 3_600_000).toBe(0);
  const started = scene.now;
  while (scene.now.getTime() < from.getTime() + 600_000) await container.runFor(100, 100);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const billed = (await scene.segmentsOf(lease)).filter((one) => one.zeroReason === null);
  const before = billed.filter((one) => one.segStart < from);
  const after = billed.filter((one) => one.segStart >= from);
  expect(before.at(-1)!.segEnd).toEqual(from);
  expect(after[0]!.segStart).toEqual(from);
  const seconds = BigInt(Math.floor((from.getTime() - started.getTime()) / 1000) + 1);
  expect(sum(before.map((one) => one.taxMicros))).toBe(vat(priceMicros(RETAIL_MICROS, seconds)));
  expect(sum(after.map((one) => one.retailMicros)) > 0n).toBe(true);
  expect(sum(after.map((one) => one.taxMicros))).toBe(0n);
});

test("a rate of tax that leases use is refused for an hour that has begun", async () => {
  const { ctx } = scene.market.platform;
  const next = { jurisdiction: "DE", name: "VAT", ratePercent: "16" };
  const hour = new Date(Math.floor(scene.now.getTime() / 3_600_000) * 3_600_000);
  await expect(setTaxRate(ctx, { ...next, from: hour })).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { from: [expect.stringContaining("or later")] } },
  });
});
