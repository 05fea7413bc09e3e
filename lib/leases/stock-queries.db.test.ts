import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceleratorModels, accelerators, hosts, leaseAccelerators, leases, offers, sites, skus } from "@/db/schema";
import { createCustomer, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { newId } from "@/lib/ids";
import { listStock, type StockFilters } from "./stock-queries";

const MODEL = "h100-sxm-80";
let test: TestDatabase;
let operator: TestParty;
let customer: TestParty;
let desk: TestParty;
const skuIds = new Map<number, string>();
let modelId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  [operator, customer, desk] = await Promise.all([
    createOperator(test.db),
    createCustomer(test.db),
    createPlatform(test.db),
  ]);
  const [model] = await test.db.select().from(acceleratorModels).where(eq(acceleratorModels.code, MODEL));
  modelId = model!.id;
  for (const sku of await test.db.select().from(skus).where(eq(skus.modelId, modelId)))
    skuIds.set(sku.acceleratorCount, sku.id);
  await setRetailPrice(desk.ctx, { modelId, region: "*", basis: "margin", marginPercent: "20", floor: "0.50" });
  await setRetailPrice(desk.ctx, { skuIds: [skuIds.get(1)!], region: "NO", basis: "amount", amount: "9" });
});
afterAll(() => test.close());

const facts: HostFacts = {
  hostname: "h",
  os: "Debian",
  kernel: "6.1",
  bootId: "boot",
  cpuCount: 64,
  memoryMib: 1_000_000,
  engine: { name: "docker", version: "27" },
  problems: [],
  advertisedAddress: "192.0.2.1",
  agentVersion: "0.1.0",
  simulated: true,
};

async function site(country: string): Promise<string> {
  const id = newId("sit");
  const { organizationId } = operator;
  await test.db
    .insert(sites)
    .values({ id, organizationId, name: id, city: `City ${id}`, country, latitude: 1, longitude: 1 });
  return id;
}

async function offer(siteId: string, count: number, wholesaleMicrosPerHour = 2_000_000n): Promise<void> {
  await test.db.insert(offers).values({
    id: newId("ofr"),
    organizationId: operator.organizationId,
    siteId,
    skuId: skuIds.get(count)!,
    currency: "USD",
    wholesaleMicrosPerHour,
    during: { from: new Date(Date.now() - 60_000), to: null },
  });
}

async function host(
  siteId: string,
  healths: string[],
  change: Partial<typeof hosts.$inferInsert> = {},
): Promise<string> {
  const id = newId("hst");
  const { organizationId } = operator;
  await test.db.insert(hosts).values({
    id,
    organizationId,
    siteId,
    name: id,
    publicKey: id,
    facts,
    simulated: true,
    checkedAt: new Date(),
    ...change,
  });
  await test.db.insert(accelerators).values(
    healths.map((health, index) => ({
      id: newId("acc"),
      hostId: id,
      modelId: health === "unknown model" ? null : modelId,
      index,
      uuid: newId("acc"),
      vendor: "NVIDIA",
      reportedName: "NVIDIA H100 80GB HBM3",
      health: health === "degraded" ? ("degraded" as const) : ("healthy" as const),
      missingSince: health === "missing" ? new Date() : null,
      simulated: true,
    })),
  );
  return id;
}

async function lease(siteId: string, hostId: string, index: number): Promise<void> {
  const [placed] = await test.db.select().from(offers).where(eq(offers.siteId, siteId));
  const id = newId("lse");
  const at = new Date(Math.floor(Date.now() / 1000) * 1000);
  await test.db.insert(leases).values({
    id,
    organizationId: customer.organizationId,
    createdBy: customer.userId,
    name: id,
    idempotencyKey: id,
    requestHash: id,
    skuId: skuIds.get(1)!,
    acceleratorCount: 1,
    operatorId: operator.organizationId,
    offerId: placed!.id,
    siteId,
    hostId,
    currency: "USD",
    billingCurrency: "USD",
    image: "x",
    cpuMillis: 1000,
    memoryMib: 1000,
    simulated: true,
    state: "running",
    requestedAt: at,
    bootDeadlineAt: at,
    billedFrom: at,
    billedThrough: at,
    provenThrough: at,
  });
  const [taken] = await test.db
    .select()
    .from(accelerators)
    .where(and(eq(accelerators.hostId, hostId), eq(accelerators.index, index)));
  await test.db.insert(leaseAccelerators).values({ leaseId: id, acceleratorId: taken!.id });
}

const healthy = (n: number) => Array<string>(n).fill("healthy");

async function stockAt(siteId: string, filters: StockFilters = {}) {
  const rows = (await listStock(customer.ctx, filters)).filter((row) => row.siteId === siteId);
  return Object.fromEntries(rows.map((row) => [row.acceleratorCount, row.availableUnits]));
}

describe("real stock", () => {
  it("counts what fits on one host, not what a site has together", async () => {
    const at = await site("DE");
    for (const count of [1, 4, 8]) await offer(at, count);
    await host(at, healthy(6));
    await host(at, healthy(4));
    expect(await stockAt(at)).toEqual({ 1: 10, 4: 2, 8: 0 });
  });

  it("leaves out hosts that are silent or report a problem", async () => {
    const at = await site("DE");
    await offer(at, 1);
    await host(at, healthy(8), { lastSeenAt: new Date(Date.now() - 46_000) });
    await host(at, healthy(8), { facts: { ...facts, problems: ["The container engine does not answer."] } });
    expect(await stockAt(at)).toEqual({ 1: 0 });
  });

  it("leaves out accelerators that are unhealthy, missing, unrecognised or leased", async () => {
    const at = await site("DE");
    await offer(at, 1);
    const id = await host(at, ["healthy", "healthy", "degraded", "missing", "unknown model"]);
    expect(await stockAt(at)).toEqual({ 1: 2 });
    await lease(at, id, 0);
    expect(await stockAt(at)).toEqual({ 1: 1 });
    await test.db.update(leaseAccelerators).set({ releasedAt: new Date() });
    expect(await stockAt(at)).toEqual({ 1: 2 });
  });

  it("does not sell what has no price in its region, no offer now, or an offer that was withdrawn", async () => {
    const [other] = await test.db.select().from(skus).where(eq(skus.code, "a100-sxm-80.x1"));
    const at = await site("DE");
    await offer(at, 1);
    await host(at, healthy(2));
    await test.db.update(offers).set({ skuId: other!.id }).where(eq(offers.siteId, at));
    expect(await stockAt(at)).toEqual({});
    await test.db
      .update(offers)
      .set({ skuId: skuIds.get(1)!, withdrawnAt: new Date() })
      .where(eq(offers.siteId, at));
    expect(await stockAt(at)).toEqual({});
  });
});

describe("the catalogue", () => {
  it("shows the price that a launch would pin: the region's own before the margin of every region", async () => {
    const [no, de] = [await site("NO"), await site("DE")];
    await offer(no, 1);
    await offer(de, 1);
    const rows = await listStock(customer.ctx);
    expect(rows.find((row) => row.siteId === no)?.retailMicrosPerHour).toBe(9_000_000n);
    expect(rows.find((row) => row.siteId === de)?.retailMicrosPerHour).toBe(2_400_000n);
  });

  it("never shows wholesale", async () => {
    const text = JSON.stringify(await listStock(customer.ctx), (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(text).not.toContain("2000000");
    expect(text.toLowerCase()).not.toContain("wholesale");
  });

  it("says of simulated accelerators that they are, and of others that they are not", async () => {
    const at = await site("DE");
    await offer(at, 1);
    expect((await listStock(customer.ctx)).find((row) => row.siteId === at)?.simulated).toBe(false);
    await host(at, healthy(1));
    expect((await listStock(customer.ctx)).find((row) => row.siteId === at)?.simulated).toBe(true);
  });

  it("filters by vendor, model, count, memory, region, price and text", async () => {
    const at = await site("FR");
    for (const count of [1, 8]) await offer(at, count);
    await host(at, healthy(8));
    expect(await stockAt(at, { counts: [8] })).toEqual({ 8: 1 });
    expect(await stockAt(at, { vendors: ["AMD"] })).toEqual({});
    expect(await stockAt(at, { modelCodes: [MODEL], regions: ["FR"], minMemoryGb: 80 })).toEqual({ 1: 8, 8: 1 });
    expect(await stockAt(at, { minMemoryGb: 81 })).toEqual({});
    expect(await stockAt(at, { maxPriceMicros: 2_399_999n })).toEqual({});
    expect(await stockAt(at, { maxPriceMicros: 2_400_000n })).toEqual({ 1: 8, 8: 1 });
    expect(await stockAt(at, { q: "h100 sxm5" })).toEqual({ 1: 8, 8: 1 });
    expect(await stockAt(at, { q: "100%" })).toEqual({});
  });
});
