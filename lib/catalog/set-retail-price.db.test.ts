import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databaseNow } from "@/db/clock";
import { auditEvents, priceBookEntries, skus } from "@/db/schema";
import { createCustomer, createMember, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { resolveRetail } from "@/lib/core/rating/resolve-retail";
import { withdrawRetailPrice } from "@/lib/leases/withdraw-retail-price";
import { listPriceBookEntries, listSkus } from "./queries";
import { findRetailEntries } from "./retail-entries";
import { setRetailPrice } from "./set-retail-price";

const HOUR_MS = 3_600_000;
let test: TestDatabase;
let desk: TestParty;
let skuId: string;
let modelId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  desk = await createPlatform(test.db);
  const sku = (await listSkus(test)).find((row) => row.code === "h100-sxm-80.x1");
  skuId = sku!.id;
  modelId = sku!.modelId;
});
afterAll(() => test.close());
beforeEach(() => test.db.delete(priceBookEntries));

const byAmount = (amount: string, from?: Date, region = "*") =>
  setRetailPrice(desk.ctx, { skuIds: [skuId], region, basis: "amount", amount, from: from ?? null });

async function inHours(hours: number): Promise<Date> {
  return new Date((await databaseNow(test.db)).getTime() + hours * HOUR_MS);
}

async function entries() {
  const rows = await test.db
    .select()
    .from(priceBookEntries)
    .where(and(eq(priceBookEntries.skuId, skuId), isNull(priceBookEntries.withdrawnAt)))
    .orderBy(asc(sql`lower(during)`));
  return rows.map((row) => ({ amount: row.amountMicros, from: row.during.from, to: row.during.to }));
}

describe("setting a retail price", () => {
  it("ends the current price where the new one begins, with neither gap nor overlap", async () => {
    await byAmount("2.50");
    await byAmount("2.75");
    const [first, second] = await entries();
    expect(first).toMatchObject({ amount: 2_500_000n, to: second!.from });
    expect(second).toMatchObject({ amount: 2_750_000n, to: null });
  });

  it("changes nothing when the same price is set once more, unless that price was to end", async () => {
    const { prices } = await byAmount("2.50");
    expect(await byAmount("2.50")).toEqual({ prices });
    expect(await entries()).toHaveLength(1);
    const [current] = await entries();
    const end = await inHours(2);
    await test.db
      .update(priceBookEntries)
      .set({ during: { from: current!.from, to: end } })
      .where(eq(priceBookEntries.skuId, skuId));
    await byAmount("2.50");
    expect((await entries()).at(-1)).toMatchObject({ amount: 2_500_000n, to: null });
  });

  it("prices every SKU of a model in one go", async () => {
    const { prices } = await setRetailPrice(desk.ctx, {
      modelId,
      region: "DE",
      basis: "margin",
      marginPercent: "12.5",
      floor: "1",
    });
    expect(prices.map((price) => price.skuCode)).toEqual([1, 2, 4, 8].map((n) => `h100-sxm-80.x${n}`));
    const rows = await test.db.select().from(priceBookEntries);
    expect(rows.map((row) => [row.marginBps, row.floorMicros])).toEqual(Array(4).fill([1250, 1_000_000n]));
  });

  it("lets an announced price take over at its start when another is set before it", async () => {
    await byAmount("2");
    const announced = await inHours(48);
    await byAmount("3", announced);
    const between = await inHours(24);
    const { prices } = await byAmount("2.20", between);
    expect(prices[0]!.until).toEqual(announced);
    expect(await entries()).toEqual([
      { amount: 2_000_000n, from: expect.any(Date), to: between },
      { amount: 2_200_000n, from: between, to: announced },
      { amount: 3_000_000n, from: announced, to: null },
    ]);
  });

  it("refuses a start in the past and leaves the book as it was", async () => {
    await byAmount("2");
    const before = await entries();
    expect(await codeOf(byAmount("1", await inHours(-0.001)))).toBe("invalid_input");
    expect(await entries()).toEqual(before);
  });

  it("refuses a second price from the same announced instant", async () => {
    const announced = await inHours(5);
    await byAmount("2", announced);
    expect(await codeOf(byAmount("3", announced))).toBe("conflict");
  });

  it.each([
    [{ basis: "amount", amount: "-1" }, "amount"],
    [{ basis: "amount", amount: "0" }, "amount"],
    [{ basis: "amount", amount: "1.2345678" }, "amount"],
    [{ basis: "amount", amount: "5000" }, "amount"],
    [{ basis: "margin", marginPercent: "1000.01", floor: "0" }, "marginPercent"],
    [{ basis: "margin", marginPercent: "-5", floor: "0" }, "marginPercent"],
    [{ basis: "margin", marginPercent: "30" }, "floor"],
  ] as const)("refuses %j and names the field", async (price, field) => {
    const refused = setRetailPrice(desk.ctx, { skuIds: [skuId], region: "*", ...price });
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      options: { fields: { [field]: [expect.any(String)] } },
    });
  });

  it("keeps one unbroken line of prices when twelve set one at once", async () => {
    const amounts = Array.from({ length: 12 }, (_, i) => `${i + 1}`);
    await Promise.all(amounts.map((amount) => byAmount(amount)));
    const line = await entries();
    expect(line).toHaveLength(12);
    for (const [i, entry] of line.entries()) expect(entry.to).toEqual(line[i + 1]?.from ?? null);
  });

  it("is for the platform's owners alone and leaves an audit row", async () => {
    const clerk = await createMember(test.db, desk);
    const customer = await createCustomer(test.db);
    const price = { skuIds: [skuId], region: "*", basis: "amount" as const, amount: "2" };
    expect(await codeOf(setRetailPrice(clerk.ctx, price))).toBe("forbidden");
    expect(await codeOf(setRetailPrice(customer.ctx, price))).toBe("forbidden");
    await setRetailPrice(desk.ctx, price);
    const audits = await test.db.select().from(auditEvents).where(eq(auditEvents.action, "price_book.set"));
    expect(audits.at(-1)).toMatchObject({ actorId: desk.userId, organizationId: desk.organizationId });
  });
});

describe("withdrawing a retail price", () => {
  it("lets the price before an announced one go on", async () => {
    await byAmount("2");
    const { prices } = await byAmount("3", await inHours(3));
    await expect(withdrawRetailPrice(desk.ctx, { entryId: prices[0]!.entryId })).resolves.toMatchObject({
      outcome: "taken_back",
    });
    expect(await entries()).toEqual([{ amount: 2_000_000n, from: expect.any(Date), to: null }]);
  });

  it("ends a current price now, once, so that the SKU is no longer sold", async () => {
    const { prices } = await byAmount("2");
    const { entryId } = prices[0]!;
    await withdrawRetailPrice(desk.ctx, { entryId });
    const later = await inHours(0.001);
    expect(await findRetailEntries(test.db, { skuIds: [skuId], segment: null, at: later })).toEqual([]);
    expect(await codeOf(withdrawRetailPrice(desk.ctx, { entryId }))).toBe("precondition_failed");
  });
});

describe("the price in force", () => {
  it("is the region's own before the one of every region", async () => {
    await byAmount("2");
    await byAmount("3", undefined, "DE");
    const found = await findRetailEntries(test.db, { skuIds: [skuId], segment: null, at: await inHours(0.001) });
    const priceIn = (sku: string, region: string) =>
      resolveRetail(found, [], { skuId: sku, region, currency: "USD", wholesaleMicrosPerHour: 1n })?.listMicrosPerHour;
    expect(priceIn(skuId, "DE")).toBe(3_000_000n);
    expect(priceIn(skuId, "NO")).toBe(2_000_000n);
    const [other] = await test.db.select().from(skus).where(eq(skus.code, "h100-sxm-80.x2"));
    expect(priceIn(other!.id, "DE")).toBeUndefined();
  });

  it("is listed before what is announced and what is past", async () => {
    await byAmount("1");
    await byAmount("2");
    await byAmount("3", await inHours(3));
    const page = await listPriceBookEntries(desk.ctx, { limit: 10, offset: 0, q: "h100-sxm" });
    expect(page.entries.map((entry) => entry.status)).toEqual(["current", "announced", "past"]);
    expect((await listPriceBookEntries(desk.ctx, { limit: 10, offset: 0, statuses: ["past"] })).total).toBe(1);
  });
});
