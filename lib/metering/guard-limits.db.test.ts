import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, RETAINED, Scene } from "@/db/testing/scene";
import { priceStorage, STORAGE_RETAIL_MICROS } from "@/db/testing/storage";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import { formatMoney } from "@/lib/core/money";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { launchLease } from "@/lib/leases/launch-lease";
import { limitLease } from "@/lib/leases/limit-lease";
import type { LaunchLeaseInput } from "@/lib/leases/schemas";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { guardLimits } from "./guard-limits";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
  await priceStorage(scene);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const inSeconds = (seconds: number) => new Date(scene.now.getTime() + seconds * 1_000);
const guard = () => guardLimits(scene.worker());
const decimal = (micros: bigint) => formatMoney(micros, "USD", { precision: "micros" }).replaceAll(/[$,]/g, "");

async function launch(limits: Partial<LaunchLeaseInput> = {}): Promise<Lease> {
  await scene.market.report([]);
  const { buyer, market } = scene;
  return launchLease(buyer.ctx, {
    skuId: market.sku[1],
    sshKeyIds: [buyer.sshKeyId],
    idempotencyKey: newId("req"),
    ...limits,
  });
}

async function running(limits: Partial<LaunchLeaseInput> = {}) {
  const lease = await launch(limits);
  await scene.pass(1);
  const container = scene.container(lease);
  await container.beat();
  return { lease, container };
}

const kept = (lease: Pick<Lease, "id">) => scene.market.report([{ leaseId: lease.id, ...RETAINED }]);

async function end(lease: Lease) {
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "ended", nextDue: null });
}

test("an end that is learnt of after the end date, and lies before it, is where the lease ends", async () => {
  const { lease, container } = await running({ endsAt: inSeconds(31) });
  await container.runFor(20, 20);
  await scene.pass(12);
  expect(await guard()).toBe(1);
  await scene.pass(50);
  expect(await watchLeases(scene.worker())).toBe(1);
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped", retainUntil: expect.any(Date) });
  await end(lease);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 20n));
});

test("nothing is billed past the end date, however late the guard and the host are; the data is kept", async () => {
  const endsAt = inSeconds(301);
  const { lease, container } = await running({ endsAt });
  await container.runFor(120, 20);
  expect(await guard()).toBe(0);
  await container.runFor(4_200, 60);
  await scene.tick();
  expect(await guard()).toBe(1);
  expect(await scene.read(lease)).toMatchObject({ state: "stopping", endReason: expect.stringContaining("end date") });
  expect(await guard()).toBe(0);
  await container.runFor(100, 20);
  await container.beat(EXITED);
  const stopped = await scene.read(lease);
  expect(stopped).toMatchObject({ state: "stopped", retainUntil: expect.any(Date) });
  await scene.pass(3_600);
  await kept(lease);
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 300n));
  expect((await scene.segmentsOf(lease)).at(-1)?.state).toBe("retained");
  await expect(startInstance(scene.buyer.ctx, { leaseId: lease.id })).rejects.toMatchObject({
    code: "precondition_failed",
  });
  await limitLease(scene.buyer.ctx, { leaseId: lease.id, endsAt: null });
  expect(await startInstance(scene.buyer.ctx, { leaseId: lease.id })).toMatchObject({ endsAt: null, incarnation: 2 });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.market.report([{ leaseId: lease.id, incarnation: 2, ...RETAINED, phase: "exited" }]);
  await scene.tick();
});

test("storage of a stopped lease ends at the end date too", async () => {
  const endsAt = inSeconds(1_001);
  const { lease, container } = await running({ endsAt, diskGib: 100 });
  await container.runFor(200, 20);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.pass(7_200);
  await kept(lease);
  await scene.tick();
  expect(await guard()).toBe(1);
  await scene.pass(3_600);
  await kept(lease);
  await end(lease);
  expect(await scene.chargedFor(lease)).toBe(
    priceMicros(RETAIL_MICROS, 200n) + priceMicros(STORAGE_RETAIL_MICROS * 100n, 800n),
  );
});

test("a lease that ends by itself after its end date, before anybody looked, is billed to the date", async () => {
  const { lease, container } = await running({ endsAt: inSeconds(61) });
  await container.runFor(100, 20);
  await container.beat(EXITED);
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "ended", nextDue: null });
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 60n));
});

test("the total charge never exceeds the spend limit, with the longest time between two looks and the slowest stop", async () => {
  const limit = 1_000_000n;
  const { lease, container } = await running({ spendLimit: decimal(limit) });
  let acted = 0;
  for (let looks = 0; looks < 40 && acted === 0; looks++) {
    await container.runFor(60, 20);
    await scene.tick();
    acted = await guard();
  }
  expect(await scene.read(lease)).toMatchObject({ state: "stopping", endReason: expect.stringContaining("$1.00") });
  await container.runFor(120, 20);
  await container.beat(EXITED);
  for (let hour = 0; hour < 3; hour++) {
    await scene.pass(3_600);
    await kept(lease);
    await scene.tick();
  }
  const charged = await scene.chargedFor(lease);
  expect(charged).toBeLessThanOrEqual(limit);
  expect(charged).toBeGreaterThan(limit - priceMicros(RETAIL_MICROS, 95n));
  await end(lease);
  expect(await scene.chargedFor(lease)).toBe(charged);
});

test("storage counts against the spend limit", async () => {
  const limit = 260_000n;
  const { lease, container } = await running({ spendLimit: decimal(limit), diskGib: 1_000 });
  await container.runFor(100, 20);
  await stopInstance(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  let acted = 0;
  for (let looks = 0; looks < 200 && acted === 0; looks++) {
    await scene.pass(60);
    await kept(lease);
    acted = await guard();
  }
  expect(acted).toBe(1);
  await scene.pass(3_600);
  await kept(lease);
  await end(lease);
  const charged = await scene.chargedFor(lease);
  expect(charged).toBeLessThanOrEqual(limit);
  expect(charged).toBeGreaterThan(limit - priceMicros(STORAGE_RETAIL_MICROS * 1_000n, 200n));
});

describe("a limit is refused beside its field, and nothing is launched or changed", () => {
  const beside = (field: string, text: string) => ({
    code: "invalid_input",
    options: { fields: { [field]: [expect.stringContaining(text)] } },
  });

  it.each([
    ["an end in the past", () => ({ endsAt: inSeconds(-1) }), "endsAt", "past"],
    ["an end of now", () => ({ endsAt: scene.now }), "endsAt", "past"],
    ["an end in two years", () => ({ endsAt: inSeconds(2 * 366 * 86_400) }), "endsAt", "within a year"],
    ["a limit of zero", () => ({ spendLimit: "0" }), "spendLimit", "above zero"],
    ["a negative limit", () => ({ spendLimit: "-5" }), "spendLimit", "above zero"],
    ["what is no amount", () => ({ spendLimit: "ten" }), "spendLimit", "Enter an amount"],
    ["an absurd amount", () => ({ spendLimit: "999999999999" }), "spendLimit", "more than any"],
    ["a limit under the hold", () => ({ spendLimit: "0.213333" }), "spendLimit", "$0.213334"],
    ["another currency", () => ({ spendLimit: "10", spendLimitCurrency: "CNY" as const }), "spendLimitCurrency", "USD"],
  ])("%s", async (_what, limits, field, text) => {
    await expect(launch(limits())).rejects.toMatchObject(beside(field, text));
    const lease = await launch();
    await expect(limitLease(scene.buyer.ctx, { leaseId: lease.id, ...limits() })).rejects.toMatchObject(
      beside(field, text),
    );
    expect(await scene.read(lease)).toMatchObject({ endsAt: null, spendLimitMicros: null });
    await closeLease(scene.buyer.ctx, { leaseId: lease.id });
    await scene.market.report([{ leaseId: lease.id, ...RETAINED, phase: "exited" }]);
    await scene.tick();
  });
});

test("limits change on a running lease for its customer alone, one by one, and no lower than what it has cost", async () => {
  const { lease, container } = await running({ spendLimit: "0.30" });
  const { ctx } = scene.buyer;
  await container.runFor(300, 20);
  const endsAt = inSeconds(3_600);
  await limitLease(ctx, { leaseId: lease.id, endsAt });
  await expect(limitLease(ctx, { leaseId: lease.id, spendLimit: "0.40" })).rejects.toMatchObject({
    options: { fields: { spendLimit: [expect.stringContaining("It has cost $0.213333 so far")] } },
  });
  await limitLease(ctx, { leaseId: lease.id, spendLimit: "0.426667" });
  expect(await scene.read(lease)).toMatchObject({ spendLimitMicros: 426_667n });
  const truncated = new Date(Math.floor(endsAt.getTime() / 1_000) * 1_000);
  expect(await scene.read(lease)).toMatchObject({ endsAt: truncated });
  await limitLease(ctx, { leaseId: lease.id, spendLimit: null });
  expect(await scene.read(lease)).toMatchObject({ spendLimitMicros: null, endsAt: truncated });
  const stranger = await createBuyer(scene.market, "0");
  await expect(limitLease(stranger.ctx, { leaseId: lease.id, endsAt: null })).rejects.toMatchObject({
    code: "not_found",
  });
  await closeLease(ctx, { leaseId: lease.id });
  await expect(limitLease(ctx, { leaseId: lease.id, endsAt: null })).rejects.toMatchObject({
    code: "precondition_failed",
  });
  await container.beat(EXITED);
  await scene.tick();
});

test("an end that comes while it boots ends it at no cost; two guards at once act once", async () => {
  const lease = await launch({ endsAt: inSeconds(30) });
  await scene.pass(40);
  const acted = await Promise.all([guard(), guard(), guard()]);
  expect(acted.reduce((sum, one) => sum + one)).toBe(1);
  await scene.market.report([{ leaseId: lease.id, ...RETAINED, phase: "exited" }]);
  await scene.tick();
  expect(await scene.read(lease)).toMatchObject({ state: "ended", diskGib: DEFAULT_DISK_GIB });
  expect(await scene.chargedFor(lease)).toBe(0n);
});
