import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseRates } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import type { Lease } from "@/lib/leases/types";
import { listHostLeases } from "./host-lease-queries";
import { getHost, listAccelerators } from "./host-queries";
import { listOffers } from "./offer-queries";
import { getFleetOverview } from "./overview-queries";
import { withdrawOffer } from "./withdraw-offer";

let database: TestDatabase;
let market: Market;
let lease: Lease;
let customerName: string;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  const buyer = await createBuyer(market);
  customerName = buyer.actor.organizationName;
  lease = await buyer.launch(2);
});
afterAll(() => database.close());

test("a lease takes its accelerators from free to leased, and its offer says so", async () => {
  const { ctx } = market.operator;
  expect((await getHost(ctx, market.hostId)).accelerators).toEqual({ leased: 2, free: 6, unavailable: 0, offline: 0 });
  expect((await getFleetOverview(ctx)).accelerators.leased).toBe(2);
  const held = (await listAccelerators(ctx, market.hostId)).filter((row) => row.state === "leased");
  expect(held.map((row) => row.leaseId)).toEqual([lease.id, lease.id]);
  const offers = await listOffers(ctx, { siteId: market.siteId });
  expect(offers.find((offer) => offer.id === lease.offerId)).toMatchObject({ leaseCount: 1, leasedAccelerators: 2 });
  expect(offers.filter((offer) => offer.leaseCount > 0)).toHaveLength(1);
});

test("a leased accelerator stays leased while its host is silent", async () => {
  const later = { ...market.operator.ctx, now: new Date(Date.now() + 10 * 60_000) };
  expect((await getHost(later, market.hostId)).accelerators).toMatchObject({ leased: 2, offline: 6 });
});

test("the operator sees the lease on its host, and nothing of whose it is", async () => {
  const rows = await listHostLeases(market.operator.ctx, market.hostId);
  expect(rows).toMatchObject([{ id: lease.id, skuCode: "h100-sxm-80.x2", acceleratorCount: 2 }]);
  const shown = JSON.stringify(rows);
  for (const secret of [customerName, lease.organizationId, lease.createdBy, lease.name])
    expect(shown).not.toContain(secret);
});

test("a lease keeps its wholesale rate when its offer is withdrawn", async () => {
  const rates = () => database.db.select().from(leaseRates).where(eq(leaseRates.leaseId, lease.id));
  const before = await rates();
  expect(before.length).toBeGreaterThan(0);
  await withdrawOffer(market.operator.ctx, { offerId: lease.offerId });
  expect(await rates()).toEqual(before);
  const offers = await listOffers(market.operator.ctx, { siteId: market.siteId });
  expect(offers.find((offer) => offer.id === lease.offerId)).toMatchObject({
    state: "withdrawn",
    leasedAccelerators: 2,
  });
});
