import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databaseNow } from "@/db/clock";
import { auditEvents, customerTerms, fxRates, priceBookEntries, priceBooks, skus } from "@/db/schema";
import { createCustomer, createMember, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { hourFloor } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { createPriceBook } from "./create-price-book";
import { grantDiscount } from "./grant-discount";
import { listPriceBooks } from "./price-book-queries";
import { listPriceBookEntries, listSkus } from "./queries";
import { loadRetailTerms, quoteRetail } from "./retail-terms";
import { createPriceBookSchema, updatePriceBookSchema } from "./schemas";
import { setRetailPrice } from "./set-retail-price";
import { updatePriceBook } from "./update-price-book";

const DAY_MS = 86_400_000;
let test: TestDatabase;
let desk: TestParty;
let skuId: string;
let storageId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  desk = await createPlatform(test.db);
  skuId = (await listSkus(test)).find((row) => row.code === "h100-sxm-80.x1")!.id;
  const [storage] = await test.db.select().from(skus).where(eq(skus.code, STORAGE_SKU));
  storageId = storage!.id;
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.db.delete(priceBookEntries);
  await test.db.delete(priceBooks);
});

const open = (segment: string, currency: "USD" | "CNY" = "USD", noticeDays = 14) =>
  createPriceBook(desk.ctx, { name: `${segment || "standard"} ${currency}`, currency, segment, noticeDays });

function price(amount: string, options: Partial<Parameters<typeof setRetailPrice>[1]> = {}) {
  return setRetailPrice(desk.ctx, { skuIds: [skuId], region: "*", basis: "amount", amount, ...options });
}

async function inDays(days: number): Promise<Date> {
  const at = (await databaseNow(test.db)).getTime() + days * DAY_MS;
  return new Date(Math.ceil(at / 1000) * 1000);
}

async function refusedBeside(field: string, code: string, attempt: () => Promise<unknown>) {
  const before = await test.db.select().from(priceBookEntries);
  await expect(attempt()).rejects.toMatchObject({ code, options: { fields: { [field]: [expect.any(String)] } } });
  expect(await test.db.select().from(priceBookEntries)).toEqual(before);
}

async function quote(customer: TestParty | null, currency: "USD" | "CNY", region = "IS") {
  const at = new Date((await databaseNow(test.db)).getTime() + 5);
  const organizationId = customer?.organizationId ?? null;
  const terms = await loadRetailTerms(test.db, { organizationId, skuIds: [skuId], at });
  return quoteRetail(terms, { skuId, region, currency, wholesaleMicrosPerHour: 1_000_000n });
}

async function customerOf(segment: string, billingCurrency: "USD" | "CNY" = "USD"): Promise<TestParty> {
  const customer = await createCustomer(test.db);
  await test.db.insert(customerTerms).values({ organizationId: customer.organizationId, segment, billingCurrency });
  return customer;
}

describe("price books", () => {
  it("are one default a currency, and one a segment and currency", async () => {
    await open("");
    await open("", "CNY");
    await open("research");
    await expect(open("", "CNY")).rejects.toMatchObject({
      code: "conflict",
      options: { fields: { segment: [/CNY/] } },
    });
    await expect(open("research")).rejects.toMatchObject({ code: "conflict" });
    expect((await listPriceBooks(desk.ctx)).map((book) => [book.currency, book.segment, book.isDefault])).toEqual([
      ["USD", null, true],
      ["CNY", null, true],
      ["USD", "research", false],
    ]);
  });

  it("opened twelve at once for one segment are one", async () => {
    const opened = await Promise.allSettled(Array.from({ length: 12 }, () => open("research")));
    expect(opened.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  });

  it("are renamed and given another notice by the platform's owners, with an audit row", async () => {
    const { bookId } = await open("research");
    await updatePriceBook(desk.ctx, { bookId, name: "Universities", noticeDays: 30 });
    expect(await listPriceBooks(desk.ctx)).toMatchObject([{ name: "Universities", noticeDays: 30 }]);
    const clerk = await createMember(test.db, desk);
    const rename = { bookId, name: "Other", noticeDays: 1 };
    await expect(updatePriceBook(clerk.ctx, rename)).rejects.toMatchObject({ code: "forbidden" });
    await expect(updatePriceBook(desk.ctx, { ...rename, bookId: "pbk_no" })).rejects.toMatchObject({
      code: "not_found",
    });
    const audits = await test.db.select().from(auditEvents).where(eq(auditEvents.targetId, bookId));
    expect(audits.map((row) => row.action).sort()).toEqual(["price_book.create", "price_book.update"]);
  });

  it.each([
    ["currency", { currency: "EUR" }],
    ["segment", { segment: "No Spaces" }],
    ["segment", { segment: "standard" }],
    ["noticeDays", { noticeDays: -1 }],
    ["noticeDays", { noticeDays: 366 }],
    ["noticeDays", { noticeDays: "soon" }],
    ["name", { name: " " }],
    ["name", { name: "x".repeat(61) }],
  ])("refuse a bad %s: %j", (field, change) => {
    const input = { name: "Research", currency: "USD", segment: "research", noticeDays: 14, ...change };
    expect(() => parseInput(createPriceBookSchema, input)).toThrow(
      expect.objectContaining({ options: { fields: { [field]: [expect.any(String)] } } }),
    );
    if (field === "name")
      expect(() => parseInput(updatePriceBookSchema, { bookId: "pbk", noticeDays: 1, ...change })).toThrow();
  });
});

describe("a price in one of several books", () => {
  it("holds for its segment, and every SKU without one there falls back to the default book", async () => {
    const { bookId } = await open("research");
    await price("3");
    await price("9", { region: "NO" });
    await price("2", { bookId });
    const customer = await customerOf("research");
    expect((await quote(customer, "USD"))?.retailMicrosPerHour).toBe(2_000_000n);
    expect((await quote(customer, "USD", "NO"))?.retailMicrosPerHour).toBe(2_000_000n);
    expect((await quote(await createCustomer(test.db), "USD"))?.retailMicrosPerHour).toBe(3_000_000n);
    expect((await quote(await customerOf("startups"), "USD", "NO"))?.retailMicrosPerHour).toBe(9_000_000n);
    expect((await quote(null, "USD", "NO"))?.retailMicrosPerHour).toBe(9_000_000n);
    const page = await listPriceBookEntries(desk.ctx, { bookId, limit: 10, offset: 0 });
    expect(page.entries.map((entry) => entry.basis)).toEqual([{ basis: "amount", amountMicros: 2_000_000n }]);
  });

  it("sells an offer in CNY from a CNY book alone, and to those who pay in USD where a dated rate leads there", async () => {
    await price("3");
    const customer = await createCustomer(test.db);
    expect(await quote(customer, "CNY")).toBeNull();
    const { bookId } = await open("", "CNY");
    await price("20", { bookId });
    expect(await quote(customer, "CNY")).toBeNull();
    const chinese = await customerOf("standard", "CNY");
    expect(await quote(chinese, "CNY")).toMatchObject({ comparableMicrosPerHour: 20_000_000n });
    expect(await quote(chinese, "USD")).toBeNull();
    expect(await quote(null, "CNY")).toMatchObject({ comparableMicrosPerHour: null });
    const from = hourFloor(await databaseNow(test.db));
    await test.db.insert(fxRates).values({
      id: newId("fxr"),
      base: "CNY",
      quote: "USD",
      rateE9: 140_000_000n,
      during: { from, to: null },
      source: "test",
    });
    expect(await quote(customer, "CNY")).toMatchObject({
      retailMicrosPerHour: 20_000_000n,
      comparableMicrosPerHour: 2_800_000n,
      comparableCurrency: "USD",
    });
    expect(await quote(null, "CNY")).toMatchObject({ comparableMicrosPerHour: 2_800_000n });
    await test.db.delete(fxRates);
  });

  it("is refused in another currency than the book's, for an unknown book or SKU, and for storage beside accelerators", async () => {
    const { bookId } = await open("", "CNY");
    await refusedBeside("currency", "invalid_input", () => price("2", { bookId, currency: "USD" }));
    await refusedBeside("skuIds", "not_found", () => price("2", { skuIds: [skuId, "sku_no"] }));
    await refusedBeside("skuIds", "invalid_input", () => price("0.001", { skuIds: [skuId, storageId] }));
    await expect(price("2", { bookId: "pbk_no" })).rejects.toMatchObject({ code: "not_found" });
    await refusedBeside("amount", "invalid_input", () => price("9223372036854775808"));
    await refusedBeside("amount", "invalid_input", () => price("999999999999.999999"));
  });

  it("is per GiB-hour for storage, with a cap for a margin", async () => {
    await refusedBeside("amount", "invalid_input", () => price("0.011", { skuIds: [storageId] }));
    await price("0.000137", { skuIds: [storageId] });
    const capped = { basis: "margin", marginPercent: "50", floor: "1" } as const;
    await refusedBeside("cap", "invalid_input", () => price("", { ...capped, cap: "0.99" }));
    await price("", { ...capped, cap: "1.25" });
    expect((await quote(null, "USD"))?.retailMicrosPerHour).toBe(1_250_000n);
    const page = await listPriceBookEntries(desk.ctx, { limit: 10, offset: 0 });
    expect(page.entries.map((entry) => entry.skuCode).sort()).toEqual(["h100-sxm-80.x1", STORAGE_SKU]);
  });
});

describe("a price that reaches running instances", () => {
  it("is announced the book's notice ahead, an hour at least, on a whole second", async () => {
    const { bookId } = await open("research", "USD", 10);
    const reaching = (from: Date | null) => () => price("3", { bookId, from, appliesToRunning: true });
    await refusedBeside("from", "invalid_input", reaching(null));
    await refusedBeside("from", "invalid_input", reaching(await inDays(9.99)));
    await refusedBeside("from", "invalid_input", reaching(new Date((await inDays(10.01)).getTime() + 1)));
    await reaching(await inDays(10.01))();
    await updatePriceBook(desk.ctx, { bookId, name: "Research", noticeDays: 0 });
    await refusedBeside("from", "invalid_input", reaching(await inDays(0.04)));
    await reaching(await inDays(0.05))();
  });
});

describe("a discount", () => {
  it("is taken off the customer's price and nobody else's, the SKU's own before the general one", async () => {
    await price("3.000001");
    const customer = await createCustomer(test.db);
    const { organizationId } = customer;
    const grant = { organizationId, reason: "Pilot customer" };
    await grantDiscount(desk.ctx, { ...grant, percent: "10" });
    expect(await quote(customer, "USD")).toMatchObject({
      listMicrosPerHour: 3_000_001n,
      retailMicrosPerHour: 2_700_001n,
      discount: { discountBps: 1_000 },
    });
    await grantDiscount(desk.ctx, { ...grant, skuId, percent: "33.33" });
    expect(await quote(customer, "USD")).toMatchObject({ retailMicrosPerHour: 2_000_101n });
    expect((await quote(await createCustomer(test.db), "USD"))?.retailMicrosPerHour).toBe(3_000_001n);
  });
});
