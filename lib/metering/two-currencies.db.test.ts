import { and, eq, inArray, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leases, ledgerAccounts, ledgerHolds, ledgerTransactions } from "@/db/schema";
import { agreeTerms, sellInCny } from "@/db/testing/currencies";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { EXITED, Scene } from "@/db/testing/scene";
import { setFxRate } from "@/lib/catalog/set-fx-rate";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setTaxRate } from "@/lib/catalog/set-tax-rate";
import { priceMicros } from "@/lib/core/rating/amount";
import { chargeBetween } from "@/lib/core/rating/charge";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { getBalanceSummary } from "./balance-queries";
import { listLeaseCosts } from "./cost-queries";
import { listEarningsSummaries } from "./earnings-queries";
import { getLiveLease } from "./live-queries";
import { usageByDay } from "./usage-queries";

const RETAIL = 18_400_001n;
const WHOLESALE = 12_800_003n;
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T22:30:00.250Z"));
  await sellInCny(scene.market, scene.now, { wholesale: "12.800003", retail: "18.400001" });
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);
const toUsd = (micros: bigint, rateE9: bigint) => (micros * rateE9) / 1_000_000_000n;
const charges = async (lease: Lease) => (await scene.segmentsOf(lease)).map((segment) => segment.chargeMicros ?? 0n);

async function balance(organizationId: string, currency: "USD" | "CNY", kind = "customer_prepaid" as const) {
  const [row] = await scene.database.db
    .select()
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.organizationId, organizationId),
        eq(ledgerAccounts.currency, currency),
        eq(ledgerAccounts.kind, kind),
      ),
    );
  return row?.balanceMicros ?? 0n;
}

async function start(buyer: Buyer, count: 1 | 2 = 1) {
  await scene.market.report([]);
  const lease = await buyer.launch(count);
  const container = scene.container(lease);
  await container.beat();
  return { lease, container };
}

type Started = Awaited<ReturnType<typeof start>>;

async function stop(buyer: Buyer, { lease, container }: Started) {
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
}

test("without a conversion rate a launch in another currency is refused, and nothing is left of it", async () => {
  await expect(scene.buyer.launch(1)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/CNY.*USD/),
  });
  const rows = await scene.database.db.select().from(leases);
  expect(rows).toEqual([]);
  await setFxRate(scene.market.platform.ctx, { base: "CNY", quote: "USD", rate: "0.1412345", source: "test fixing" });
});

test("a lease in CNY is paid in USD by four-leg conversions at the rate of each hour, and its CNY account ends at zero", async () => {
  const { buyer, market } = scene;
  const before = await balance(buyer.organizationId, "USD");
  await scene.pass(3_000);
  await setFxRate(market.platform.ctx, {
    base: "CNY",
    quote: "USD",
    rate: "0.15",
    source: "test fixing",
    from: new Date("2026-03-02T00:00:00Z"),
  });
  const running = await start(buyer);
  const { lease, container } = running;
  expect(lease).toMatchObject({ currency: "CNY", billingCurrency: "USD" });
  const [held] = await scene.database.db.select().from(ledgerHolds).where(eq(ledgerHolds.ref, lease.id));
  expect(held!.amountMicros).toBe(toUsd(priceMicros(RETAIL, 300n) + 1n, 141_234_500n) + 1n);

  await container.runFor(4_800, 300);
  const unbooked = await getBalanceSummary(buyer.ctx);
  const live = await getLiveLease(buyer.ctx, { leaseId: lease.id, after: 0 });
  expect(live).toMatchObject({ currency: "USD", rateCurrency: "CNY" });
  await scene.tick();
  const booked = await getBalanceSummary(buyer.ctx);
  expect(booked.balanceMicros - booked.accruedMicros).toBe(unbooked.balanceMicros - unbooked.accruedMicros);
  expect(booked).toMatchObject({ currency: "USD", burnMicrosPerHour: toUsd(RETAIL, 150_000_000n) + 1n });
  await container.runFor(777, 111);
  await stop(buyer, running);
  await scene.tick();

  const segments = await scene.segmentsOf(lease);
  const billed = segments.filter((segment) => segment.zeroReason === null);
  const seconds = (to: Date) => BigInt((to.getTime() - billed[0]!.segStart.getTime()) / 1000);
  const midnight = new Date("2026-03-02T00:00:00Z");
  const [first, all] = [priceMicros(RETAIL, seconds(midnight)), priceMicros(RETAIL, seconds(billed.at(-1)!.segEnd))];
  const expected = toUsd(first, 141_234_500n) + toUsd(all, 150_000_000n) - toUsd(first, 150_000_000n);
  expect(sum(await charges(lease))).toBe(expected);
  expect(before - (await balance(buyer.organizationId, "USD"))).toBe(expected);
  expect(await balance(buyer.organizationId, "CNY")).toBe(0n);
  expect(await balance(market.operator.organizationId, "CNY", "operator_payable" as never)).toBe(
    priceMicros(WHOLESALE, seconds(billed.at(-1)!.segEnd)),
  );

  const { rows } = await scene.database.db.execute<{
    kind: string;
    legs: number;
    currencies: number;
    worst: bigint;
  }>(sql`
    SELECT t.kind, count(*)::int AS legs, count(DISTINCT e.currency)::int AS currencies,
      (SELECT max(abs(total)) FROM (SELECT sum(x.amount_micros) AS total FROM ledger_entries x
        WHERE x.transaction_number = t.number GROUP BY x.currency) c)::bigint AS worst
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_number = t.number
    WHERE t.ref LIKE ${`${lease.id}:%`} GROUP BY t.number, t.kind`);
  const conversions = rows.filter((row) => row.kind === "fx");
  expect(conversions).toHaveLength(billed.length);
  for (const row of conversions) expect(row).toMatchObject({ legs: 4, currencies: 2, worst: 0n });
  for (const row of rows.filter((one) => one.kind === "usage")) expect(row).toMatchObject({ currencies: 1, worst: 0n });
});

test("the customer reads USD and the operator CNY of the same seconds", async () => {
  const { buyer, market } = scene;
  const period = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-03-03T00:00:00Z") };
  const days = await usageByDay(buyer.ctx, period);
  expect(days.currency).toBe("USD");
  const [lease] = await scene.database.db.select().from(leases).where(eq(leases.organizationId, buyer.organizationId));
  expect(sum(days.rows.map((row) => row.chargeMicros))).toBe(sum(await charges(lease!)));
  expect((await listLeaseCosts(buyer.ctx, [lease!.id])).get(lease!.id)!.bookedMicros).toBe(sum(await charges(lease!)));
  const earned = await listEarningsSummaries({ ...market.operator.ctx, now: scene.now });
  expect(earned).toMatchObject([
    { currency: "CNY", balanceMicros: sum((await scene.segmentsOf(lease!)).map((s) => s.wholesaleMicros)) },
  ]);
});

test("any size of tick charges the same: hour by hour or all at once, tax and a rate change included", async () => {
  const { market } = scene;
  await setTaxRate(market.platform.ctx, { jurisdiction: "DE", name: "VAT", ratePercent: "19" });
  const [often, once] = [await createBuyer(market), await createBuyer(market)];
  for (const buyer of [often, once])
    await setTaxProfile(buyer.ctx, { legalName: "Beispiel GmbH", address: "Weg 1, Berlin", jurisdiction: "DE" });
  await market.report([]);
  const leased = [await often.launch(1), await once.launch(1)];
  const [a, b] = leased.map((lease) => ({ lease, container: scene.container(lease) })) as [Started, Started];
  await market.report([a.container.seen(), b.container.seen()]);
  const nextRate = { base: "CNY", quote: "USD", rate: "0.1499999", source: "test fixing" } as const;
  await setFxRate(market.platform.ctx, nextRate);
  const later = "UPDATE leases SET next_due = '2027-01-01' WHERE id = ";
  await scene.database.db.execute(sql.raw(`${later}'${b.lease.id}'`));
  for (let hour = 0; hour < 3; hour++) {
    for (let part = 0; part < 6; part++) {
      await scene.pass(611);
      await market.report([a.container.seen(), b.container.seen()]);
    }
    await scene.tick();
  }
  await closeLease(often.ctx, { leaseId: a.lease.id });
  await closeLease(once.ctx, { leaseId: b.lease.id });
  await market.report([a.container.seen(EXITED), b.container.seen(EXITED)]);
  await scene.database.db
    .update(leases)
    .set({ nextDue: scene.now })
    .where(inArray(leases.id, [a.lease.id, b.lease.id]));
  await scene.tick();
  const [chargedA, chargedB] = [sum(await charges(a.lease)), sum(await charges(b.lease))];
  expect(chargedA).toBe(chargedB);
  expect(chargedA > 0n).toBe(true);
  const taxed = await scene.segmentsOf(a.lease);
  const retail = sum(taxed.map((segment) => segment.retailMicros));
  expect(sum(taxed.map((segment) => segment.taxMicros))).toBe(
    chargeBetween(0n, retail, { id: "", jurisdiction: "DE", rateBps: 1_900, from: new Date(0), to: null }, null)
      .taxMicros,
  );
  expect(await balance(often.organizationId, "CNY")).toBe(0n);
});

test("a customer who pays in CNY is charged in CNY without a conversion, and needs CNY to launch", async () => {
  const { market } = scene;
  const buyer = await createBuyer(market, "0");
  await agreeTerms(market, buyer.organizationId, { billingCurrency: "CNY" });
  await market.report([]);
  await expect(buyer.launch(1)).rejects.toMatchObject({
    code: "payment_required",
    message: expect.stringContaining("CN¥"),
    options: { details: { currency: "CNY" } },
  });
  await creditCustomer(market.platform.ctx, {
    organizationId: buyer.organizationId,
    amountMicros: 100_000_000n,
    currency: "CNY",
    reference: "Test transfer",
    idempotencyKey: "a-credit-in-cny",
  });
  const running = await start(buyer);
  await expect(agreeTerms(market, buyer.organizationId)).rejects.toMatchObject({
    code: "conflict",
    options: { fields: { billingCurrency: [expect.stringContaining("instances")] } },
  });
  await running.container.runFor(60);
  await stop(buyer, running);
  await scene.tick();
  const conversions = await scene.database.db
    .select()
    .from(ledgerTransactions)
    .where(and(eq(ledgerTransactions.kind, "fx"), sql`ref LIKE ${`${running.lease.id}:%`}`));
  expect(conversions).toEqual([]);
  expect(await balance(buyer.organizationId, "CNY")).toBe(100_000_000n - priceMicros(RETAIL, 60n));
  await expect(agreeTerms(market, buyer.organizationId)).rejects.toMatchObject({
    code: "conflict",
    options: { fields: { billingCurrency: [expect.stringContaining("balance")] } },
  });
});
