import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { hosts, leaseAccelerators, leases, ledgerHolds, offers } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { holdMicros } from "@/lib/core/ledger/holds";
import type { AppError } from "@/lib/errors";
import { withdrawOffer } from "@/lib/fleet/withdraw-offer";
import { closeLease } from "./close-lease";
import { getDesiredState } from "./desired-state";
import { launchLease } from "./launch-lease";
import type { Lease } from "./types";

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
const launched: Lease[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
});
afterAll(() => database.close());
afterEach(async () => {
  for (const lease of await database.db.select().from(leases))
    if (!lease.endedAt)
      await market.report([{ leaseId: lease.id, phase: "exited", endedAgoMs: 0, exitCode: 0, reason: "test over" }]);
  launched.length = 0;
});

const code = (code: string) => expect.objectContaining({ code });

async function outcomes(launches: Promise<Lease>[]) {
  const settled = await Promise.allSettled(launches);
  const won = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as AppError] : []));
  return { won, lost };
}

test("of fifty launches for the last accelerator one wins, and the others are told that none is free", async () => {
  const others = await Promise.all(Array.from({ length: 5 }, () => createBuyer(market)));
  await buyer.launch(4);
  await buyer.launch(2);
  await buyer.launch(1);
  const { won, lost } = await outcomes(Array.from({ length: 50 }, (_, i) => others[i % 5]!.launch(1)));
  expect(won).toHaveLength(1);
  expect(lost.map((error) => error.code)).toEqual(Array.from({ length: 49 }, () => "insufficient_capacity"));
  const held = await database.db.select().from(ledgerHolds).where(eq(ledgerHolds.ref, won[0]!.id));
  expect(held).toHaveLength(1);
});

test("launches at once share a host without a clash while it has room", async () => {
  const { won, lost } = await outcomes(Array.from({ length: 10 }, () => buyer.launch(1)));
  expect(won).toHaveLength(8);
  expect(new Set(lost.map((error) => error.code))).toEqual(new Set(["insufficient_capacity"]));
});

test("the same key answers with the same lease, even at once, and another request under it is a conflict", async () => {
  const { won } = await outcomes(Array.from({ length: 6 }, () => buyer.launch(1, "one-key-only")));
  expect(new Set(won.map((lease) => lease.id)).size).toBe(1);
  expect(won).toHaveLength(6);
  await expect(buyer.launch(2, "one-key-only")).rejects.toEqual(code("conflict"));
});

test("launching without enough is refused with the sum that is missing, and takes nothing", async () => {
  const poor = await createBuyer(market, "0.10");
  const needed = holdMicros(2_560_000n);
  await expect(poor.launch(1)).rejects.toMatchObject({
    code: "payment_required",
    options: { details: { missingMicros: String(needed - 100_000n) } },
  });
  expect(await database.db.select().from(leases).where(eq(leases.organizationId, poor.organizationId))).toEqual([]);
});

test("a balance is not promised twice: launches at once stop where the holds would pass it", async () => {
  const some = await createBuyer(market, "0.70");
  const { won, lost } = await outcomes(Array.from({ length: 6 }, () => some.launch(1)));
  expect(won).toHaveLength(3);
  expect(new Set(lost.map((error) => error.code))).toEqual(new Set(["payment_required"]));
});

test("a lease is wanted on its host with whole accelerators, keys and limits, until it is stopped", async () => {
  const lease = await buyer.launch(2);
  const wanted = (await getDesiredState(market.host)).instances.find((one) => one.leaseId === lease.id);
  expect(wanted).toMatchObject({ state: "running", sshAuthorizedKeys: [expect.stringMatching(/^ssh-ed25519 /)] });
  expect(wanted!.acceleratorUuids).toHaveLength(2);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await closeLease(buyer.ctx, { leaseId: lease.id });
  const stopping = (await getDesiredState(market.host)).instances.find((one) => one.leaseId === lease.id);
  expect(stopping).toMatchObject({ state: "stopped" });
});

test("another tenant's keys, leases and SKUs that do not exist are refused as if they were not there", async () => {
  const stranger = await createBuyer(market);
  const lease = await buyer.launch(1);
  await expect(closeLease(stranger.ctx, { leaseId: lease.id })).rejects.toEqual(code("not_found"));
  const idempotencyKey = "a-stranger-tries";
  const borrowed = { skuId: market.sku[1], sshKeyIds: [buyer.sshKeyId], idempotencyKey };
  await expect(launchLease(stranger.ctx, borrowed)).rejects.toEqual(code("invalid_input"));
  const unknown = { skuId: "sku_none", sshKeyIds: [stranger.sshKeyId], idempotencyKey };
  await expect(launchLease(stranger.ctx, unknown)).rejects.toEqual(code("not_found"));
  await expect(launchLease(market.operator.ctx, borrowed)).rejects.toEqual(code("forbidden"));
});

test("a price that rose since it was shown stops the launch", async () => {
  const input = {
    skuId: market.sku[1],
    sshKeyIds: [buyer.sshKeyId],
    idempotencyKey: "price-shown",
    maxRetailMicrosPerHour: 2_000_000n,
  };
  await expect(launchLease(buyer.ctx, input)).rejects.toEqual(code("precondition_failed"));
});

test("a host that was silent too long, or reports a problem, sells nothing", async () => {
  await market.report([], { problems: ["The container engine does not answer."] });
  await expect(buyer.launch(1)).rejects.toEqual(code("insufficient_capacity"));
  await market.report([]);
  await database.db
    .update(hosts)
    .set({ lastSeenAt: new Date(Date.now() - 3_600_000) })
    .where(eq(hosts.id, market.hostId));
  await expect(buyer.launch(1)).rejects.toEqual(code("insufficient_capacity"));
  await market.report([]);
});

test("an offer that is withdrawn while a launch waits for its host is not placed on", async () => {
  const { ctx } = market.operator;
  const present = { ...ctx, now: new Date() };
  const own = await database.db.select().from(offers).where(eq(offers.skuId, market.sku[8]));
  let launching: Promise<unknown> = Promise.resolve();
  await database.db.transaction(async (tx) => {
    await tx.select().from(hosts).where(eq(hosts.id, market.hostId)).for("update");
    launching = buyer.launch(8).catch((error: AppError) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await withdrawOffer(present, { offerId: own[0]!.id });
  });
  expect(await launching).toBe("insufficient_capacity");
});

test("the database itself refuses an accelerator in two active leases", async () => {
  const first = await buyer.launch(1);
  const second = await buyer.launch(1);
  const [claimed] = await database.db.select().from(leaseAccelerators).where(eq(leaseAccelerators.leaseId, first.id));
  const twice = database.db
    .insert(leaseAccelerators)
    .values({ leaseId: second.id, acceleratorId: claimed!.acceleratorId });
  await expect(twice).rejects.toThrow();
});
