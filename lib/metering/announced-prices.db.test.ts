import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { leaseRates, notices, priceBookEntries } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { endDiscount } from "@/lib/catalog/end-discount";
import { grantDiscount } from "@/lib/catalog/grant-discount";
import { listPriceBooks } from "@/lib/catalog/price-book-queries";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import { updatePriceBook } from "@/lib/catalog/update-price-book";
import { priceMicros } from "@/lib/core/rating/amount";
import { truncateToSecond } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { pinAnnouncedPrices } from "@/lib/leases/pin-announced-prices";
import type { Lease } from "@/lib/leases/types";
import { withdrawRetailPrice } from "@/lib/leases/withdraw-retail-price";

const NEW_MICROS = 3_000_000n;
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
  const [book] = await listPriceBooks(scene.market.platform.ctx);
  await updatePriceBook(scene.market.platform.ctx, { bookId: book!.id, name: "Standard", noticeDays: 0 });
});
afterAll(() => scene.close());

const open: { lease: Lease; container: ReturnType<Scene["container"]> }[] = [];

beforeEach(async () => {
  await scene.pass(8_000);
  await setPrice("2.56");
  await scene.pass(1);
});
afterEach(async () => {
  for (const { lease, container } of open.splice(0)) {
    await closeLease(scene.buyer.ctx, { leaseId: lease.id }).catch(() => undefined);
    await container.beat(EXITED);
  }
  await scene.tick();
  expect(await scene.findings()).toEqual([]);
});

function setPrice(amount: string, change: Partial<Parameters<typeof setRetailPrice>[1]> = {}) {
  return setRetailPrice(scene.market.platform.ctx, {
    skuIds: [scene.market.sku[2]],
    region: "*",
    basis: "amount",
    amount,
    ...change,
  });
}

const announce = (amount: string, from: Date, change: Partial<Parameters<typeof setRetailPrice>[1]> = {}) =>
  setPrice(amount, { from, appliesToRunning: true, ...change });

const inSeconds = (seconds: number) => new Date(truncateToSecond(scene.now).getTime() + seconds * 1_000);

async function start() {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(2);
  await scene.pass(3);
  const container = scene.container(lease);
  await container.beat();
  open.push({ lease, container });
  return { lease, container };
}

async function retailOf(lease: Lease) {
  const rows = await scene.database.db
    .select()
    .from(leaseRates)
    .where(and(eq(leaseRates.leaseId, lease.id), eq(leaseRates.side, "retail")))
    .orderBy(asc(sql`lower(during)`));
  return rows.map((row) => ({ micros: row.microsPerUnitHour, ...row.during }));
}

const openNotices = () =>
  scene.database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, scene.buyer.organizationId), sql`resolved_at IS NULL AND key LIKE 'price:%'`))
    .orderBy(asc(notices.raisedAt), asc(notices.key));

test("a change in the middle of an hour makes two segments, each at its price to the second, and a lease launched in between has both", async () => {
  const { lease, container } = await start();
  const from = inSeconds(4_200);
  await announce("3", from);
  expect(await retailOf(lease)).toMatchObject([{ micros: RETAIL_MICROS, to: null }]);
  expect(await pinAnnouncedPrices(scene.worker())).toBe(1);
  expect(await pinAnnouncedPrices(scene.worker())).toBe(0);
  const both = [
    { micros: RETAIL_MICROS, from: lease.billedFrom, to: from },
    { micros: NEW_MICROS, from, to: null },
  ];
  expect(await retailOf(lease)).toEqual(both);
  const later = await start();
  expect(await retailOf(later.lease)).toMatchObject([{ to: from }, { micros: NEW_MICROS, from }]);
  const [notice] = await openNotices();
  expect(notice).toMatchObject({ severity: "warning", detail: { leases: 2 } });
  expect(notice!.body).toMatch(/2 instances cost \$3\.00 per accelerator-hour instead of \$2\.56/);

  const runningAt = (await scene.read(lease)).runningAt!;
  for (let left = 4_800; left > 0; left -= 120) {
    await scene.pass(120);
    await scene.market.report([container.seen(), later.container.seen()]);
  }
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([container.seen(EXITED), later.container.seen()]);
  await scene.tick();
  const segments = (await scene.segmentsOf(lease)).filter((segment) => segment.state === "running");
  const hour = Math.floor(from.getTime() / 3_600_000);
  const inHour = segments.filter((segment) => Math.floor(segment.segStart.getTime() / 3_600_000) === hour);
  expect(inHour.map((segment) => segment.segStart)).toContainEqual(from);
  expect(inHour.map((segment) => segment.segEnd)).toContainEqual(from);
  expect(inHour.length).toBe(2);
  const endedAt = (await scene.read(lease)).endedAt!;
  const seconds = (a: Date, b: Date) => BigInt((b.getTime() - a.getTime()) / 1_000);
  expect(await scene.chargedFor(lease)).toBe(
    priceMicros(RETAIL_MICROS * 2n, seconds(runningAt, from)) + priceMicros(NEW_MICROS * 2n, seconds(from, endedAt)),
  );
});

test("taken back before it takes effect, the price goes on as if nothing had been announced, and the customer is told", async () => {
  const { lease, container } = await start();
  const { prices } = await announce("3", inSeconds(3_700));
  const further = await announce("3.50", inSeconds(7_300));
  expect(await pinAnnouncedPrices(scene.worker())).toBe(2);
  await withdrawRetailPrice(scene.market.platform.ctx, { entryId: prices[0]!.entryId });
  expect(await retailOf(lease)).toMatchObject([
    { micros: RETAIL_MICROS, to: further.prices[0]!.from },
    { micros: 3_500_000n },
  ]);
  await withdrawRetailPrice(scene.market.platform.ctx, { entryId: further.prices[0]!.entryId });
  expect(await retailOf(lease)).toEqual([{ micros: RETAIL_MICROS, from: lease.billedFrom, to: null }]);
  expect(await pinAnnouncedPrices(scene.worker())).toBe(0);
  const titles = (await openNotices()).filter((one) => one.key.endsWith(":withdrawn")).map((one) => one.title);
  expect(titles).toEqual(Array(2).fill("The price of h100-sxm-80.x2 stays as it is"));
  await container.runFor(3_960, 120);
  await scene.tick();
  expect(new Set((await scene.segmentsOf(lease)).map((segment) => segment.retailRateId)).size).toBe(2);
  await expect(withdrawRetailPrice(scene.market.platform.ctx, { entryId: prices[0]!.entryId })).rejects.toMatchObject({
    code: "precondition_failed",
  });
});

test("a lease keeps its price where the change is not announced to it, or is of another region's line or SKU", async () => {
  const { lease } = await start();
  const from = inSeconds(3_700);
  await setPrice("4", { from });
  const own = await announce("5", from, { region: "IS" });
  await announce("6", from, { skuIds: [scene.market.sku[4]] });
  expect(await pinAnnouncedPrices(scene.worker())).toBe(0);
  expect(await retailOf(lease)).toEqual([{ micros: RETAIL_MICROS, from: lease.billedFrom, to: null }]);
  await withdrawRetailPrice(scene.market.platform.ctx, { entryId: own.prices[0]!.entryId });
});

test("the new price is the one that a launch would get then: over the lease's wholesale, capped, less the discount of that day", async () => {
  const { lease } = await start();
  const from = inSeconds(3_700);
  const { organizationId } = scene.buyer;
  const discount = await grantDiscount(scene.market.platform.ctx, {
    organizationId,
    percent: "10",
    reason: "For a year",
    from,
  });
  const margin = { basis: "margin", marginPercent: "100", floor: "1" } as const;
  await announce("", from, { ...margin, cap: "3.000001" });
  const twice = inSeconds(7_300);
  await announce("", twice, margin);
  await pinAnnouncedPrices(scene.worker());
  expect(await retailOf(lease)).toMatchObject([
    { micros: RETAIL_MICROS },
    { micros: 2_700_001n, from, to: twice },
    { micros: 3_330_000n, from: twice },
  ]);
  await endDiscount(scene.market.platform.ctx, discount);
});

test("a job that comes late changes nothing that is billed", async () => {
  const { lease, container } = await start();
  await announce("3", inSeconds(3_700));
  await container.runFor(7_800, 120);
  await scene.tick();
  const { billedThrough } = await scene.read(lease);
  expect(await pinAnnouncedPrices(scene.worker())).toBe(1);
  expect(await retailOf(lease)).toMatchObject([{ to: billedThrough }, { micros: NEW_MICROS, from: billedThrough }]);
  expect(await pinAnnouncedPrices(scene.worker())).toBe(0);
});

test("what a launch pinned while the price was being taken back is unpinned by the next round", async () => {
  const { lease } = await start();
  const { prices } = await announce("3", inSeconds(3_700));
  const { entryId, from } = prices[0]!;
  await withdrawRetailPrice(scene.market.platform.ctx, { entryId });
  const { db } = scene.database;
  await db.execute(sql`UPDATE lease_rates SET during = tstzrange(lower(during), ${from.toISOString()}::timestamptz)
    WHERE lease_id = ${lease.id} AND side = 'retail'`);
  await db.insert(leaseRates).values({
    id: newId("rat"),
    leaseId: lease.id,
    side: "retail",
    skuId: lease.skuId,
    microsPerUnitHour: NEW_MICROS,
    during: { from, to: null },
    priceBookEntryId: entryId,
  });
  expect(await pinAnnouncedPrices(scene.worker())).toBe(1);
  expect(await retailOf(lease)).toEqual([{ micros: RETAIL_MICROS, from: lease.billedFrom, to: null }]);
});

test("twelve who set prices, one who takes back and two workers that pin at once keep unbroken lines", async () => {
  const buyers = await Promise.all(Array.from({ length: 2 }, () => createBuyer(scene.market)));
  const leases = [(await start()).lease];
  for (const buyer of buyers) leases.push(await buyer.launch(2));
  const first = await announce("2.60", inSeconds(3_700));
  await Promise.all([
    ...Array.from({ length: 12 }, (_, i) => announce(`2.${70 + i}`, inSeconds(3_800 + i * 60))),
    withdrawRetailPrice(scene.market.platform.ctx, { entryId: first.prices[0]!.entryId }),
    ...Array.from({ length: 4 }, () => pinAnnouncedPrices(scene.worker(), { limit: 2 })),
  ]);
  while ((await pinAnnouncedPrices(scene.worker(), { limit: 2 })) > 0);
  const line = await scene.database.db
    .select({ during: priceBookEntries.during })
    .from(priceBookEntries)
    .where(
      and(eq(priceBookEntries.skuId, scene.market.sku[2]), eq(priceBookEntries.region, "*"), sql`withdrawn_at IS NULL`),
    )
    .orderBy(asc(sql`lower(during)`));
  for (const [i, { during }] of line.entries()) expect(during.to).toEqual(line[i + 1]?.during.from ?? null);
  for (const lease of leases) {
    const rates = await retailOf(lease);
    expect(rates.map((rate) => rate.micros).slice(1)).toEqual(
      Array.from({ length: 12 }, (_, i) => BigInt(2_700_000 + i * 10_000)),
    );
    for (const [i, rate] of rates.entries()) expect(rate.to).toEqual(rates[i + 1]?.from ?? null);
  }
  for (const [i, buyer] of buyers.entries()) {
    await closeLease(buyer.ctx, { leaseId: leases[i + 1]!.id });
    await scene.container(leases[i + 1]!).beat(EXITED);
  }
});
