import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents, offers, skus } from "@/db/schema";
import { createMember, createOperator, createPlatform } from "@/db/testing/context";
import { HOUR_MS } from "@/lib/core/time";
import { createSite } from "./create-site";
import { listOfferableModels, listOffers, listSiteModels } from "./offer-queries";
import { publishOffer } from "./publish-offer";
import type { PublishOfferInput } from "./schemas";
import { h100s } from "./testing/agent";
import { createTestFleet, enrolTestHost, REYKJAVIK } from "./testing/site";
import { withdrawOffer } from "./withdraw-offer";

type Fleet = Awaited<ReturnType<typeof createTestFleet>>;
let fleet: Fleet;
let sku: Record<number, string>;

beforeAll(async () => {
  fleet = await createTestFleet();
  const models = await listOfferableModels(fleet.operator.ctx);
  const h100 = models.find((model) => model.skus.some((entry) => entry.code === "h100-sxm-80.x1"))!;
  sku = Object.fromEntries(h100.skus.map((entry) => [entry.count, entry.id]));
});
afterAll(() => fleet.database.close());

async function site(name: string) {
  return (await createSite(fleet.operator.ctx, { ...REYKJAVIK, name })).siteId;
}

function publish(change: Partial<PublishOfferInput> & { siteId: string }, ctx = fleet.operator.ctx) {
  return publishOffer(ctx, {
    skuIds: [sku[1]!],
    wholesalePerHour: "1.85",
    currency: "USD",
    from: null,
    to: null,
    ...change,
  });
}

/** Of one instant: windows that are to meet do, though a second passes between two calls. */
const STARTED_MS = Math.floor(Date.now() / 1_000) * 1_000;
const inHours = (hours: number) => new Date(STARTED_MS + hours * HOUR_MS);

test("one offer a SKU, at one price per accelerator-hour, from now on", async () => {
  const siteId = await site("offers");
  const { offerIds } = await publish({
    siteId,
    skuIds: [sku[1]!, sku[2]!, sku[4]!, sku[8]!],
    wholesalePerHour: "1.850001",
  });
  expect(offerIds).toHaveLength(4);
  const rows = await listOffers(fleet.operator.ctx, { siteId });
  expect(rows.map((row) => row.acceleratorCount).sort()).toEqual([1, 2, 4, 8]);
  for (const row of rows) {
    expect(row).toMatchObject({ wholesaleMicrosPerHour: 1_850_001n, currency: "USD", to: null, leaseCount: 0 });
    expect(row.from.getTime()).toBeLessThanOrEqual(Date.now());
  }
  const audited = await fleet.database.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.action, "offer.publish"), eq(auditEvents.targetId, offerIds[0]!)));
  expect(audited[0]?.detail).toMatchObject({ wholesaleMicrosPerHour: "1850001" });
});

test("a window that overlaps another of the site and SKU is refused by name, and nothing of it is published", async () => {
  const siteId = await site("overlap");
  await publish({ siteId, skuIds: [sku[2]!], from: inHours(10), to: inHours(20) });
  await expect(publish({ siteId, skuIds: [sku[1]!, sku[2]!], from: inHours(19), to: null })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/^h100-sxm-80\.x2 is offered here from \d{4}-\d\d-\d\d \d\d:\d\d UTC to /),
    options: { fields: { skuIds: [expect.any(String)] } },
  });
  expect(await listOffers(fleet.operator.ctx, { siteId })).toHaveLength(1);
  await publish({ siteId, skuIds: [sku[2]!], from: inHours(20), to: null });
  await publish({ siteId, skuIds: [sku[2]!], from: null, to: inHours(10) });
  expect((await listOffers(fleet.operator.ctx, { siteId })).map((row) => row.state).sort()).toEqual([
    "active",
    "upcoming",
    "upcoming",
  ]);
});

test("of ten racing publications of one SKU one stands", async () => {
  const siteId = await site("race");
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => publish({ siteId })));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
});

test("a start in the past counts as now; a window that is over or turned around is refused", async () => {
  const siteId = await site("past");
  await publish({ siteId, from: new Date("2020-01-01T00:00:00Z") });
  const [row] = await listOffers(fleet.operator.ctx, { siteId });
  expect(Math.abs(row!.from.getTime() - Date.now())).toBeLessThan(10_000);
  for (const window of [
    { from: null, to: new Date("2020-01-01") },
    { from: inHours(5), to: inHours(4) },
  ])
    await expect(publish({ siteId, skuIds: [sku[2]!], ...window })).rejects.toMatchObject({
      code: "invalid_input",
      options: { fields: { to: [expect.any(String)] } },
    });
});

test("what is no price, no SKU or no money of ours is refused", async () => {
  const siteId = await site("bad");
  for (const wholesalePerHour of ["", "0", "-1", "1.8500001", "1e3", "free", "1000.01"])
    await expect(publish({ siteId, wholesalePerHour })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(publish({ siteId, skuIds: ["sku_none"] })).rejects.toMatchObject({ code: "not_found" });
  await expect(publish({ siteId, skuIds: [] })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(publish({ siteId, currency: "EUR" as never })).rejects.toMatchObject({ code: "invalid_input" });
  expect(await fleet.database.db.select().from(offers).where(eq(offers.siteId, siteId))).toEqual([]);
});

test("a withdrawn offer makes room for the next; it is withdrawn once", async () => {
  const siteId = await site("withdraw");
  const { offerIds } = await publish({ siteId });
  await withdrawOffer(fleet.operator.ctx, { offerId: offerIds[0]! });
  await expect(withdrawOffer(fleet.operator.ctx, { offerId: offerIds[0]! })).rejects.toMatchObject({
    code: "conflict",
  });
  await publish({ siteId, wholesalePerHour: "1.70" });
  expect((await listOffers(fleet.operator.ctx, { siteId })).map((row) => row.state).sort()).toEqual([
    "active",
    "withdrawn",
  ]);
});

test("an offer whose window is over cannot be withdrawn", async () => {
  const siteId = await site("over");
  const { offerIds } = await publish({ siteId, to: inHours(1) });
  const later = { ...fleet.operator.ctx, now: inHours(2) };
  await expect(withdrawOffer(later, { offerId: offerIds[0]! })).rejects.toMatchObject({ code: "precondition_failed" });
});

test("other operators neither see nor touch it; a member may look; the platform sees all", async () => {
  const siteId = await site("tenant");
  const { offerIds } = await publish({ siteId });
  const other = await createOperator(fleet.database.db);
  await expect(publish({ siteId, skuIds: [sku[4]!] }, other.ctx)).rejects.toMatchObject({ code: "not_found" });
  await expect(withdrawOffer(other.ctx, { offerId: offerIds[0]! })).rejects.toMatchObject({ code: "not_found" });
  expect(await listOffers(other.ctx)).toEqual([]);
  const member = await createMember(fleet.database.db, fleet.operator);
  expect((await listOffers(member.ctx, { siteId })).map((row) => row.id)).toEqual(offerIds);
  await expect(withdrawOffer(member.ctx, { offerId: offerIds[0]! })).rejects.toMatchObject({ code: "forbidden" });
  const platform = await createPlatform(fleet.database.db);
  expect((await listOffers(platform.ctx, { siteId })).map((row) => row.id)).toEqual(offerIds);
  await expect(publish({ siteId, skuIds: [sku[4]!] }, platform.ctx)).rejects.toMatchObject({ code: "forbidden" });
});

test("the largest host of a site bounds what can be offered there", async () => {
  const siteId = await site("sizes");
  await enrolTestHost(fleet.operator.ctx, { siteId, hostName: "small", accelerators: h100s(2, "size-a") });
  await enrolTestHost(fleet.operator.ctx, { siteId, hostName: "large", accelerators: h100s(4, "size-b") });
  const [{ modelId } = { modelId: "" }] = await fleet.database.db.select().from(skus).where(eq(skus.id, sku[1]!));
  const own = (await listSiteModels(fleet.operator.ctx)).filter((row) => row.siteId === siteId);
  expect(own).toEqual([{ siteId, modelId, largestHost: 4 }]);
  const other = await createOperator(fleet.database.db);
  expect(await listSiteModels(other.ctx)).toEqual([]);
});

test("a window that no calendar of ours reaches, and ids that nobody made, are refused as input", async () => {
  const siteId = await site("far away");
  const far = new Date("+012026-01-01T00:00:00Z");
  await expect(publish({ siteId, to: far })).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { to: [expect.any(String)] } },
  });
  await expect(publish({ siteId, from: far })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(publish({ siteId: "x".repeat(5_000) })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(publish({ siteId: "sit_unknown" })).rejects.toMatchObject({ code: "not_found" });
});
