import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseNow } from "@/db/clock";
import { customerTerms, fxRates, leaseRates, offers } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market, RETAIL_PER_HOUR } from "@/db/testing/market";
import { createPriceBook } from "@/lib/catalog/create-price-book";
import { endDiscount } from "@/lib/catalog/end-discount";
import { grantDiscount } from "@/lib/catalog/grant-discount";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import { parseMoney } from "@/lib/core/money";
import { hourFloor, truncateToSecond } from "@/lib/core/time";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { listAnnouncedRates } from "./announced-queries";
import { findCandidates } from "./candidates";
import { listStock } from "./stock-queries";

const LIST_MICROS = parseMoney(RETAIL_PER_HOUR)!;
let database: TestDatabase;
let market: Market;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
});
afterAll(async () => {
  expect((await auditBooks(database.db)).filter((finding) => finding.violations > 0)).toEqual([]);
  await database.close();
});

async function termsOf(buyer: Buyer, terms: { segment?: string; billingCurrency?: "USD" | "CNY" }) {
  await database.db.insert(customerTerms).values({ organizationId: buyer.organizationId, ...terms });
}

async function retailOf(leaseId: string) {
  const [rate] = await database.db
    .select()
    .from(leaseRates)
    .where(and(eq(leaseRates.leaseId, leaseId), eq(leaseRates.side, "retail")));
  return rate!;
}

const priceOf = (rows: Awaited<ReturnType<typeof listStock>>, count = 1) => {
  const row = rows.find((one) => one.acceleratorCount === count)!;
  return { retail: row.retailMicrosPerHour, list: row.listMicrosPerHour, discountBps: row.discountBps };
};

test("catalogue, quote and launch agree on the customer's own price, which says the list price and what is taken off", async () => {
  const buyer = await createBuyer(market);
  const { organizationId } = buyer;
  const { platform, sku } = market;
  await termsOf(buyer, { segment: "research" });
  const { bookId } = await createPriceBook(platform.ctx, {
    name: "Research",
    currency: "USD",
    segment: "research",
    noticeDays: 0,
  });
  const own = await setRetailPrice(platform.ctx, {
    bookId,
    skuIds: [sku[1]],
    region: "*",
    basis: "amount",
    amount: "2.40",
  });
  const discount = await grantDiscount(platform.ctx, { organizationId, percent: "12.5", reason: "Pilot customer" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(priceOf(await listStock(buyer.ctx))).toEqual({ retail: 2_100_000n, list: 2_400_000n, discountBps: 1_250 });
  expect(priceOf(await listStock(buyer.ctx), 2)).toEqual({
    retail: 2_240_000n,
    list: LIST_MICROS,
    discountBps: 1_250,
  });
  const everybody = { retail: LIST_MICROS, list: LIST_MICROS, discountBps: null };
  expect(priceOf(await listStock(testContext(database.db, { type: "anonymous" })))).toEqual(everybody);
  expect(priceOf(await listStock((await createBuyer(market)).ctx))).toEqual(everybody);

  const lease = await buyer.launch(1);
  expect(await retailOf(lease.id)).toMatchObject({
    microsPerUnitHour: 2_100_000n,
    priceBookEntryId: own.prices[0]!.entryId,
    discountId: discount.discountId,
  });
  await endDiscount(platform.ctx, discount);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await retailOf((await buyer.launch(1)).id)).toMatchObject({ microsPerUnitHour: 2_400_000n, discountId: null });
  expect(await retailOf(lease.id)).toMatchObject({ microsPerUnitHour: 2_100_000n });
});

test("an announced price is shown to its customer alone, with the one before it, and is a notice", async () => {
  const buyer = await createBuyer(market);
  const { platform, sku } = market;
  const from = truncateToSecond(new Date((await databaseNow(database.db)).getTime() + 15 * 86_400_000));
  await setRetailPrice(platform.ctx, {
    skuIds: [sku[2]],
    region: "*",
    basis: "amount",
    amount: "3",
    from,
    appliesToRunning: true,
  });
  const shown = (await listStock(buyer.ctx)).find((row) => row.skuId === sku[2])!;
  expect(shown.announced).toEqual({ from, retailMicrosPerHour: 3_000_000n });
  const lease = await buyer.launch(2);
  expect(await listAnnouncedRates(buyer.ctx, lease.id)).toEqual([
    {
      skuCode: "h100-sxm-80.x2",
      kind: "compute",
      currency: "USD",
      from,
      microsPerUnitHour: 3_000_000n,
      beforeMicrosPerUnitHour: LIST_MICROS,
    },
  ]);
  expect(await listAnnouncedRates((await createBuyer(market)).ctx, lease.id)).toEqual([]);
  const [notice] = await listOpenNotices(buyer.ctx);
  expect(notice).toMatchObject({
    title: `The price of h100-sxm-80.x2 changes on ${from.toISOString().slice(0, 10)}`,
    body: expect.stringContaining("1 instance costs $3.00 per accelerator-hour instead of $2.56"),
    href: `/instances/${lease.id}`,
  });
});

test("offers in several currencies are ranked in the customer's, and one that no rate leads to is not sold to them", async () => {
  const { platform, sku } = market;
  const { bookId } = await createPriceBook(platform.ctx, { name: "China", currency: "CNY", noticeDays: 14 });
  await setRetailPrice(platform.ctx, { bookId, skuIds: [sku[4]], region: "*", basis: "amount", amount: "17" });
  const elsewhere = await createMarket(database.db);
  await database.db
    .update(offers)
    .set({ currency: "CNY", wholesaleMicrosPerHour: 12_000_000n })
    .where(and(eq(offers.siteId, elsewhere.siteId), eq(offers.skuId, sku[4])));
  const now = await databaseNow(database.db);
  const buyer = await createBuyer(market);
  const currencies = async (customer: Buyer) => {
    const { rows } = await database.pool.query("SELECT model_id FROM skus WHERE id = $1", [sku[4]]);
    const candidates = await findCandidates(database.db, {
      organizationId: customer.organizationId,
      skuId: sku[4],
      modelId: rows[0].model_id,
      count: 4,
      at: await databaseNow(database.db),
    });
    return candidates.map((candidate) => candidate.currency);
  };
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await currencies(buyer)).toEqual(["USD"]);
  expect(
    new Set((await listStock(buyer.ctx)).filter((row) => row.skuId === sku[4]).map((row) => row.currency)),
  ).toEqual(new Set(["USD"]));
  const publicRows = (await listStock(testContext(database.db))).filter((row) => row.skuId === sku[4]);
  expect(publicRows.map((row) => row.currency)).toEqual(["USD", "CNY"]);

  const rate = (base: "CNY" | "USD", quote: "CNY" | "USD", rateE9: bigint) =>
    database.db.insert(fxRates).values({
      id: newId("fxr"),
      base,
      quote,
      rateE9,
      during: { from: hourFloor(now), to: null },
      source: "test",
    });
  await rate("CNY", "USD", 140_000_000n);
  expect(await currencies(buyer)).toEqual(["CNY", "USD"]);
  const chinese = await createBuyer(market);
  await termsOf(chinese, { billingCurrency: "CNY" });
  expect(await currencies(chinese)).toEqual(["CNY"]);
  await rate("USD", "CNY", 6_000_000_000n);
  expect(await currencies(chinese)).toEqual(["USD", "CNY"]);
});
