import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { customerTaxProfiles, customerTerms, fxRates, leases, taxRates } from "@/db/schema";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { GUARD_SECONDS, holdMicros } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import type { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { getBalanceSummary } from "./balance-queries";
import { guardBalances } from "./guard-balances";
import { setMonthlyCap } from "./set-monthly-cap";
import { Spender, type Started } from "./testing/spender";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const guard = () => guardBalances(scene.worker());

/** Looks every 30 s while it runs; answers for how many seconds it ran until it was stopped, at the most `limit`. */
async function runUntilStopped({ lease, container }: Started, limit: number): Promise<number> {
  for (let ran = 0; ran < limit; ran += 30) {
    await container.runFor(30, 30);
    await scene.tick();
    if ((await guard()) > 0) {
      expect((await scene.read(lease)).state).toBe("stopping");
      return ran + 30;
    }
  }
  return limit;
}

const agree = (spender: Spender, terms: Partial<typeof customerTerms.$inferInsert>) =>
  scene.database.db.insert(customerTerms).values({ organizationId: spender.organizationId, ...terms });

test("what runs is stopped while the balance still pays for the next look and the stop, and one notice says so", async () => {
  const spender = await Spender.of(scene, "0.50");
  const started = await spender.start();
  const ran = await runUntilStopped(started, 1_000);
  expect(priceMicros(RETAIL_MICROS, BigInt(ran) + GUARD_SECONDS)).toBeGreaterThan(499_000n);
  await spender.end(started);
  expect(await spender.balance()).toBe(500_000n - priceMicros(RETAIL_MICROS, BigInt(ran)));
  expect(await spender.balance()).toBeGreaterThan(0n);
  const [notice, ...more] = await spender.notices();
  expect(more).toEqual([]);
  expect(notice).toMatchObject({
    key: "balance.stopped:USD",
    severity: "critical",
    title: expect.stringContaining("1 instance"),
  });
});

test("an overdrawn race for the balance: of launches at once those win that it covers together", async () => {
  const spender = await Spender.of(scene, "1");
  await scene.market.report([]);
  const settled = await Promise.allSettled(Array.from({ length: 8 }, () => spender.buyer.launch(1)));
  const lost = settled.flatMap((one) => (one.status === "rejected" ? [(one.reason as AppError).code] : []));
  const most = Number(1_000_000n / holdMicros(RETAIL_MICROS));
  expect(settled.length - lost.length).toBe(most);
  expect(new Set(lost)).toEqual(new Set(["payment_required"]));
  expect((await getBalanceSummary(spender.buyer.ctx)).availableMicros).toBe(
    1_000_000n - BigInt(most) * holdMicros(RETAIL_MICROS),
  );
  for (const one of settled)
    if (one.status === "fulfilled") await closeLease(spender.buyer.ctx, { leaseId: one.value.id });
  await scene.pass(11);
  await scene.market.report(
    settled.flatMap((one) =>
      one.status === "fulfilled"
        ? [{ leaseId: one.value.id, phase: "exited" as const, endedAgoMs: 0, exitCode: 0 }]
        : [],
    ),
  );
  await scene.tick();
});

test("a user's stop that skips what has accrued: there is none, the last second before the stop is paid", async () => {
  const spender = await Spender.of(scene, "10");
  const started = await spender.start();
  await started.container.runFor(1_234, 60);
  expect((await getBalanceSummary(spender.buyer.ctx)).accruedMicros).toBeGreaterThan(0n);
  await spender.end(started);
  expect(await spender.balance()).toBe(10_000_000n - priceMicros(RETAIL_MICROS, 1_234n));
  expect(await getBalanceSummary(spender.buyer.ctx)).toMatchObject({ accruedMicros: 0n, heldMicros: 0n });
});

test("promotional money counts like prepaid money, and what expires before the hour is booked does not count", async () => {
  const spender = await Spender.of(scene, "0.01");
  await spender.grant("1", new Date(scene.now.getTime() + 60_000));
  await expect(spender.start()).rejects.toMatchObject({ code: "payment_required" });
  expect(await getBalanceSummary(spender.buyer.ctx)).toMatchObject({
    promoMicros: 0n,
    unexpiredPromoMicros: 1_000_000n,
  });
  await spender.grant("1", new Date(scene.now.getTime() + 86_400_000));
  const started = await spender.start();
  const ran = await runUntilStopped(started, 3_000);
  expect(ran).toBeGreaterThan(1_200);
  expect(ran).toBeLessThan(1_420);
  await spender.end(started);
  expect(await spender.balance()).toBe(10_000n);
});

test("a grant that expires while it would still be needed stops in time, and the balance stays above its bound", async () => {
  const spender = await Spender.of(scene, "0.30");
  const hourEnd = new Date(Math.ceil(scene.now.getTime() / 3_600_000) * 3_600_000);
  await spender.grant("50", new Date(hourEnd.getTime() + 1_800_000));
  const started = await spender.start();
  const ran = await runUntilStopped(started, 7_200);
  expect(ran).toBeLessThanOrEqual((hourEnd.getTime() - started.lease.requestedAt.getTime()) / 1_000 + 360);
  await spender.end(started);
  expect(await spender.balance()).toBeGreaterThan(0n);
});

test("a customer on credit runs down to minus the limit and no further; launches go by the same floor", async () => {
  const spender = await Spender.of(scene, "0");
  await expect(spender.start()).rejects.toMatchObject({ code: "payment_required" });
  await agree(spender, { creditLimitMicros: 600_000n });
  const started = await spender.start();
  expect(await getBalanceSummary(spender.buyer.ctx)).toMatchObject({ creditLimitMicros: 600_000n, balanceMicros: 0n });
  const ran = await runUntilStopped(started, 2_000);
  expect(ran).toBeGreaterThan(690);
  await spender.end(started);
  expect(await spender.balance()).toBeLessThan(-490_000n);
  expect(await spender.balance()).toBeGreaterThanOrEqual(-600_000n);
  await expect(spender.start()).rejects.toMatchObject({ code: "payment_required" });
});

test("who pays in another currency and with tax is measured by what they pay", async () => {
  const { db } = scene.database;
  const hour = new Date("2026-03-01T00:00:00Z");
  const during = { from: hour, to: null };
  await db
    .insert(fxRates)
    .values({ id: newId("fxr"), base: "USD", quote: "CNY", rateE9: 7_100_000_000n, during, source: "test" });
  await db.insert(taxRates).values({ id: newId("txr"), jurisdiction: "CN", name: "VAT", rateBps: 600, during });
  const spender = await Spender.of(scene, "1");
  const { organizationId } = spender;
  const profile = { jurisdiction: "CN", legalName: "Lab", address: "1 Road, Shanghai", during };
  await db.insert(customerTaxProfiles).values({ id: newId("ctp"), organizationId, ...profile });
  await agree(spender, { billingCurrency: "CNY" });
  await spender.credit("5", "CNY");
  const started = await spender.start();
  await db.update(leases).set({ billingCurrency: "CNY" }).where(eq(leases.id, started.lease.id));
  const perHour = (RETAIL_MICROS * 106n * 71n) / 1_000n;
  const summary = await getBalanceSummary(spender.buyer.ctx);
  expect(summary).toMatchObject({ currency: "CNY", balanceMicros: 5_000_000n });
  expect(Number(summary.burnMicrosPerHour - perHour)).toBeLessThan(20);
  const ran = await runUntilStopped(started, 2_000);
  expect(ran).toBeGreaterThan(800);
  expect(ran).toBeLessThan(900);
  await spender.end(started);
  expect(await spender.balance("CNY")).toBeGreaterThan(0n);
  expect(await spender.balance("CNY")).toBeLessThan(5_000_000n - (priceMicros(perHour, BigInt(ran)) * 999n) / 1_000n);
});

test("a month stays under its cap: what runs is stopped in time, launches are refused, and the next month is new", async () => {
  await scene.pass((new Date("2026-03-31T23:20:00Z").getTime() - scene.now.getTime()) / 1_000);
  const spender = await Spender.of(scene, "100");
  await setMonthlyCap(spender.buyer.ctx, { cap: "0.80" });
  const started = await spender.start();
  const ran = await runUntilStopped(started, 2_000);
  expect(ran).toBeGreaterThan(960);
  expect(await scene.read(started.lease)).toMatchObject({ endReason: expect.stringContaining("cap") });
  await spender.end(started);
  const { month } = await getBalanceSummary(spender.buyer.ctx);
  expect(month).toEqual({ key: "2026-03", capMicros: 800_000n, spentMicros: priceMicros(RETAIL_MICROS, BigInt(ran)) });
  expect(month.spentMicros).toBeLessThanOrEqual(800_000n);
  await expect(spender.start()).rejects.toMatchObject({ code: "limit_exceeded" });
  expect((await spender.notices()).map((notice) => notice.key)).toEqual(["cap.stopped:USD"]);
  await scene.pass((new Date("2026-04-01T00:00:01Z").getTime() - scene.now.getTime()) / 1_000);
  const next = await spender.start();
  expect((await getBalanceSummary(spender.buyer.ctx)).month.key).toBe("2026-04");
  await spender.end(next);
});

test("two guards at once stop every lease of a customer once, and leave who can pay alone", async () => {
  const [poor, rich] = [await Spender.of(scene, "3"), await Spender.of(scene, "100")];
  await scene.market.report([]);
  const owned = [await poor.buyer.launch(1), await poor.buyer.launch(2), await rich.buyer.launch(1)];
  await scene.pass(1);
  const machines = owned.map((lease) => scene.container(lease));
  const beat = async () => scene.market.report(machines.map((machine) => machine.seen()));
  await beat();
  await scene.pass(1_330);
  await beat();
  const [first, second] = await Promise.all([guard(), guard()]);
  expect(first + second).toBe(2);
  const states = await Promise.all(owned.map(async (lease) => (await scene.read(lease)).state));
  expect(states).toEqual(["stopping", "stopping", "running"]);
  expect(await poor.openNotices()).toEqual(["balance.stopped:USD"]);
  expect(await guard()).toBe(0);
  await scene.market.report(machines.map((machine) => machine.seen({ phase: "exited", endedAgoMs: 0, exitCode: 0 })));
  await scene.tick();
});

test("a guard that was killed after the first of two stops leaves a notice that the next one completes", async () => {
  const poor = await Spender.of(scene, "3");
  await scene.market.report([]);
  const owned = [await poor.buyer.launch(1), await poor.buyer.launch(2)];
  await scene.pass(1);
  const machines = owned.map((lease) => scene.container(lease));
  await scene.market.report(machines.map((machine) => machine.seen()));
  await scene.pass(1_330);
  await scene.market.report(machines.map((machine) => machine.seen()));
  let transactions = 0;
  const { db } = scene.database;
  const dying = Object.create(db, {
    transaction: {
      value: (...args: Parameters<typeof db.transaction>) => {
        // the first transaction is the look, the second the first stop
        transactions += 1;
        if (transactions > 2) throw new Error("killed");
        return db.transaction(...args);
      },
    },
  }) as typeof db;
  await guardBalances({ ...scene.worker(), db: dying });
  expect((await scene.read(owned[0]!)).state).toBe("stopping");
  expect((await scene.read(owned[1]!)).state).toBe("running");
  expect(await guard()).toBe(1);
  const [notice, ...more] = await poor.notices();
  expect(more).toEqual([]);
  expect(notice).toMatchObject({
    title: expect.stringContaining("2 instances"),
    detail: { leases: [{ id: owned[0]!.id }, { id: owned[1]!.id }] },
  });
  await scene.market.report(machines.map((machine) => machine.seen({ phase: "exited", endedAgoMs: 0, exitCode: 0 })));
  await scene.tick();
});
