import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { leaseRates, priceBookEntries, priceBooks, skus, wholesaleRates } from "@/db/schema";
import { EXITED, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { addCommitment } from "@/lib/catalog/add-commitment";
import { getContract } from "@/lib/catalog/contract-queries";
import { createContract } from "@/lib/catalog/create-contract";
import { endContract } from "@/lib/catalog/end-contract";
import { endContractRate } from "@/lib/catalog/end-contract-rate";
import { setContractRate } from "@/lib/catalog/set-contract-rate";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { newId } from "@/lib/ids";
import { closeLease } from "./close-lease";
import { listPricedOffers } from "./priced-offers";
import { listStock } from "./stock-queries";
import type { Lease } from "./types";

let scene: Scene;
let contractId: string;
let storageId: string;
let modelId: string;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-10T10:00:00.250Z"));
  const rows = await scene.database.db.select().from(skus);
  storageId = rows.find((sku) => sku.code === STORAGE_SKU)!.id;
  modelId = rows.find((sku) => sku.id === scene.market.sku[1])!.modelId!;
  contractId = (await createContract(scene.market.platform.ctx, contract())).contractId;
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const contract = (change = {}) => ({
  organizationId: scene.market.operator.organizationId,
  name: "Frame contract",
  currency: "USD" as const,
  fromMonth: "2026-03",
  throughMonth: "2026-12",
  holdBackPercent: "10",
  holdBackMonths: 2,
  slaChargeBackPercent: "50",
  ...change,
});
const rate = (price: string, change = {}) =>
  setContractRate(scene.market.platform.ctx, { contractId, skuId: scene.market.sku[1], price, ...change });
const refusedAt = (field: string, code = "invalid_input") => ({
  code,
  options: { fields: { [field]: [expect.any(String)] } },
});

async function pinned(lease: Lease, side: "retail" | "wholesale", skuId = lease.skuId) {
  const rows = await scene.database.db
    .select()
    .from(leaseRates)
    .where(and(eq(leaseRates.leaseId, lease.id), eq(leaseRates.side, side), eq(leaseRates.skuId, skuId)));
  return rows.map((row) => [row.microsPerUnitHour, row.wholesaleRateId ? "contract" : row.offerId ? "offer" : "book"]);
}

async function launch(count: 1 | 2 = 1) {
  await scene.market.report([]);
  return scene.buyer.launch(count);
}

async function stop(lease: Lease) {
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ ...scene.container(lease).seen(), ...EXITED }]);
}

/** Launched and given back: what matters is what was pinned. */
async function launched(count: 1 | 2 = 1) {
  const lease = await launch(count);
  await stop(lease);
  return lease;
}

describe("a contract's rate card", () => {
  it("comes before the offer's price where it covers SKU and site, the site's own rate before any site's", async () => {
    expect(await pinned(await launched(), "wholesale")).toEqual([[WHOLESALE_MICROS, "offer"]]);
    await rate("1.50");
    expect(await pinned(await launched(), "wholesale")).toEqual([[1_500_000n, "contract"]]);
    await rate("1.40", { siteId: scene.market.siteId });
    const lease = await launch();
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(60, 60);
    await stop(lease);
    await scene.tick();
    expect(await pinned(lease, "wholesale")).toEqual([[1_400_000n, "contract"]]);
    const paid = (await scene.segmentsOf(lease)).reduce((sum, segment) => sum + segment.wholesaleMicros, 0n);
    expect(paid).toBe((1_400_000n * 60n) / 3_600n);
    expect(await pinned(await launched(2), "wholesale")).toEqual([[WHOLESALE_MICROS, "offer"]]);
  });

  it("is what a margin price is reckoned from, in the catalogue, the desk's preview and the launch alike", async () => {
    const { db } = scene.database;
    const [book] = await db.select().from(priceBooks);
    await db.insert(priceBookEntries).values({
      id: newId("pbe"),
      priceBookId: book!.id,
      skuId: scene.market.sku[1],
      region: "IS",
      basis: "margin",
      marginBps: 5_000,
      floorMicros: 0n,
      during: { from: scene.now, to: null },
    });
    await scene.market.report([]);
    const [row] = (await listStock(scene.worker())).filter((one) => one.skuId === scene.market.sku[1]);
    expect(row!.retailMicrosPerHour).toBe(2_100_000n);
    const offers = await listPricedOffers(scene.market.platform.ctx);
    expect(offers.find((one) => one.skuId === scene.market.sku[1])).toMatchObject({
      wholesaleMicrosPerHour: 1_400_000n,
      retailMicrosPerHour: 2_100_000n,
    });
    expect(await pinned(await launched(), "retail")).toEqual([[2_100_000n, "book"]]);
  });

  it("pins storage on both sides where it is priced, and on neither where it is not", async () => {
    const { db } = scene.database;
    const free = await launched();
    expect([await pinned(free, "retail", storageId), await pinned(free, "wholesale", storageId)]).toEqual([[], []]);
    await rate("0.0001", { skuId: storageId });
    const [book] = await db.select().from(priceBooks);
    await db.insert(priceBookEntries).values({
      id: newId("pbe"),
      priceBookId: book!.id,
      skuId: storageId,
      region: "*",
      basis: "margin",
      marginBps: 10_000,
      floorMicros: 0n,
      during: { from: scene.now, to: null },
    });
    const priced = await launched();
    expect(await pinned(priced, "retail", storageId)).toEqual([[200n, "book"]]);
    expect(await pinned(priced, "wholesale", storageId)).toEqual([[100n, "contract"]]);
  });

  it("keeps one unbroken line when six set a rate at once", async () => {
    const sku = scene.market.sku[8];
    await Promise.all([1, 2, 3, 4, 5, 6].map((n) => rate(`1.0${n}`, { skuId: sku })));
    const line = (await scene.database.db.select().from(wholesaleRates).where(eq(wholesaleRates.skuId, sku)))
      .map((row) => row.during)
      .sort((a, b) => a.from.getTime() - b.from.getTime());
    expect(line).toHaveLength(6);
    for (const [i, during] of line.slice(0, -1).entries()) expect(during.to).toEqual(line[i + 1]!.from);
  });

  it("is followed from a date, taken back before it begins, and ended for new launches alone", async () => {
    const { ctx } = scene.market.platform;
    const announced = await rate("1.30", { siteId: scene.market.siteId, from: new Date("2026-04-01T00:00:00Z") });
    expect(await endContractRate(ctx, { rateId: announced.rateId })).toEqual({ outcome: "taken_back" });
    const rows = await scene.database.db
      .select()
      .from(wholesaleRates)
      .where(eq(wholesaleRates.skuId, scene.market.sku[1]));
    const own = rows.find((row) => row.siteId !== null)!;
    expect(own.during.to).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(await endContractRate(ctx, { rateId: own.id })).toEqual({ outcome: "ended" });
    await scene.pass(1);
    expect(await pinned(await launched(), "wholesale")).toEqual([[1_500_000n, "contract"]]);
  });

  it.each([
    ["price", { price: "-1" }],
    ["price", { price: "1000.01" }],
    ["price", { price: "cheap" }],
    ["skuId", { skuId: "sku_none" }],
    ["siteId", { siteId: "sit_none" }],
    ["from", { from: new Date("2026-03-01T00:00:00Z") }],
    ["from", { from: new Date("2027-02-01T00:00:00Z") }],
  ])("refuses what is wrong beside its field: %s of %j", async (field, change) => {
    const before = await scene.database.db.select().from(wholesaleRates);
    await expect(rate("1", change)).rejects.toMatchObject(refusedAt(field));
    expect(await scene.database.db.select().from(wholesaleRates)).toEqual(before);
  });
});

describe("a contract", () => {
  it.each([
    ["organizationId", () => ({ organizationId: scene.buyer.organizationId })],
    ["name", () => ({ name: "" })],
    ["fromMonth", () => ({ fromMonth: "2026-02", throughMonth: "" })],
    ["throughMonth", () => ({ throughMonth: "2026-01" })],
    ["holdBackPercent", () => ({ holdBackPercent: "101" })],
    ["holdBackMonths", () => ({ holdBackMonths: 25 })],
    ["slaChargeBackPercent", () => ({ slaChargeBackPercent: "-1" })],
  ])("refuses what is wrong beside its field: %s", async (field, change) => {
    const refused = createContract(scene.market.platform.ctx, contract(change()));
    await expect(refused).rejects.toMatchObject(refusedAt(field));
  });

  it("holds alone for its operator and currency, and ends with a month for new launches", async () => {
    const { ctx } = scene.market.platform;
    const second = createContract(ctx, contract({ fromMonth: "2026-12", throughMonth: "" }));
    await expect(second).rejects.toMatchObject(refusedAt("fromMonth", "conflict"));
    const twins = [1, 2].map(() => createContract(ctx, contract({ currency: "CNY" })));
    const outcomes = (await Promise.allSettled(twins)).map((one) => one.status).sort();
    expect(outcomes).toEqual(["fulfilled", "rejected"]);
    await expect(endContract(ctx, { contractId, throughMonth: "2026-02" })).rejects.toMatchObject(
      refusedAt("throughMonth"),
    );
    await rate("1.10", { from: new Date("2026-06-01T00:00:00Z") });
    const commitment = { contractId, modelId, acceleratorHoursPerMonth: 744, price: "1.20" };
    await addCommitment(ctx, { ...commitment, fromMonth: "2026-03", throughMonth: "2026-05" });
    await addCommitment(ctx, { ...commitment, fromMonth: "2026-06" });
    await endContract(ctx, { contractId, throughMonth: "2026-04" });
    const { rates, commitments } = await getContract(scene.market.operator.ctx, contractId);
    expect(commitments).toHaveLength(1);
    const end = new Date("2026-05-01T00:00:00Z");
    for (const { during } of [...rates, ...commitments]) expect(during.to! <= end).toBe(true);
    await createContract(ctx, contract({ fromMonth: "2026-05", throughMonth: "" }));
  });
});
