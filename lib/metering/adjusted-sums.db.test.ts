import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer } from "@/db/testing/context";
import { EXITED, Scene } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { getDeskLease } from "@/lib/leases/desk-queries";
import type { Lease } from "@/lib/leases/types";
import { correctLease } from "./correct-lease";
import { listCorrections, listCostAdjustments, listEarningsAdjustments, listSlaCredits } from "./correction-queries";
import { getLeaseBill, listLeaseCosts } from "./cost-queries";
import { listEarningsByDay, listEarningsByLease, listEarningsSummaries } from "./earnings-queries";
import { getLiveLease } from "./live-queries";
import { getSpreadReport } from "./spread-queries";
import { type Usage, usageByDay, usageByLease, usageBySku } from "./usage-queries";

let scene: Scene;
let lease: Lease;
let booked: { retail: bigint; wholesale: bigint };
let delta: { retailMicros: bigint; wholesaleMicros: bigint };
const FIRST = { from: new Date("2026-08-30T00:00:00Z"), to: new Date("2026-08-31T00:00:00Z") };
const SECOND = { from: new Date("2026-08-31T00:00:00Z"), to: new Date("2026-09-01T00:00:00Z") };

/** Runs on 30 August from 10:00:02 for 20 minutes; 5 minutes of it are said to have been an outage a day later. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-08-30T10:00:00Z"));
  lease = await scene.buyer.launch(2);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(1_200, 60);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const segments = await scene.segmentsOf(lease);
  booked = {
    retail: segments.reduce((sum, one) => sum + one.retailMicros, 0n),
    wholesale: segments.reduce((sum, one) => sum + one.wholesaleMicros, 0n),
  };
  await scene.pass(86_400);
  const { totals } = await correctLease(scene.market.platform.ctx, {
    leaseId: lease.id,
    kind: "state",
    state: "unreachable",
    from: "2026-08-30T10:05:00Z",
    to: "2026-08-30T10:10:00Z",
    reason: "Outage claimed by the operator",
    idempotencyKey: newId("req"),
  });
  delta = totals;
});
afterAll(() => scene.close());

const sum = <T>(rows: readonly T[], read: (row: T) => bigint) => rows.reduce((total, row) => total + read(row), 0n);

test("whatever says what a lease cost says it with its corrections", async () => {
  const { ctx } = scene.buyer;
  const cost = booked.retail + delta.retailMicros;
  expect((await listLeaseCosts(ctx, [lease.id])).get(lease.id)).toMatchObject({
    bookedMicros: cost,
    billedSeconds: 900n,
  });
  const bill = await getLeaseBill(ctx, lease.id);
  expect(bill).toMatchObject({ paidMicros: cost, paidSeconds: 900n });
  expect(bill.unpaid).toContainEqual({ reason: expect.stringContaining("unreachable"), seconds: 300n });
  expect(await getLiveLease(ctx, { leaseId: lease.id, after: 0 })).toMatchObject({
    bookedMicros: cost,
    bookedSeconds: 900n,
  });
  expect((await getDeskLease(scene.market.platform.ctx, lease.id)).lease.retailMicros).toBe(cost);
  const both = { from: FIRST.from, to: SECOND.to };
  expect(sum((await usageByDay(ctx, both)).rows, (row) => row.chargeMicros)).toBe(cost);
});

test("a correction counts in the period in which it was booked, though its lease had ended before", async () => {
  const { ctx } = scene.buyer;
  for (const [period, micros, seconds] of [
    [FIRST, booked.retail, 1_200n],
    [SECOND, delta.retailMicros, -300n],
  ] as const) {
    const reports: Usage[][] = [
      (await usageByDay(ctx, period)).rows,
      (await usageBySku(ctx, period)).rows,
      (await usageByLease(ctx, { ...period, limit: 9, offset: 0 })).rows,
    ];
    for (const rows of reports) {
      expect(sum(rows, (row) => row.chargeMicros)).toBe(micros);
      expect(sum(rows, (row) => row.seconds)).toBe(seconds);
      expect(sum(rows, (row) => row.acceleratorSeconds)).toBe(seconds * 2n);
    }
    const spread = await getSpreadReport(scene.market.platform.ctx, period, "sku");
    expect(sum(spread.rows, (row) => row.acceleratorSeconds)).toBe(seconds * 2n);
    expect(spread.totals[0]!.retailMicros).toBe(micros);
  }
});

test("the operator's earnings hold it too, and say why", async () => {
  const { ctx } = scene.market.operator;
  const earned = booked.wholesale + delta.wholesaleMicros;
  const [summary] = await listEarningsSummaries({ ...ctx, now: scene.now });
  expect(summary).toMatchObject({ balanceMicros: earned, monthMicros: earned, todayMicros: delta.wholesaleMicros });
  const days = await listEarningsByDay(ctx, { from: FIRST.from, to: SECOND.to });
  expect(days.map((row) => row.wholesaleMicros)).toEqual([delta.wholesaleMicros, booked.wholesale]);
  const [row] = await listEarningsByLease(ctx, { limit: 5, offset: 0 });
  expect(row).toMatchObject({ wholesaleMicros: earned, seconds: 900n });
  expect(await listEarningsAdjustments(ctx)).toMatchObject([
    { micros: delta.wholesaleMicros, seconds: -300n, reason: "Outage claimed by the operator" },
  ]);
});

test("each party reads of its own side alone, and a stranger of none", async () => {
  expect(await listCostAdjustments(scene.buyer.ctx, lease.id)).toMatchObject([{ micros: delta.retailMicros }]);
  const stranger = await createCustomer(scene.database.db);
  expect(await listCostAdjustments(stranger.ctx, lease.id)).toEqual([]);
  expect(await listSlaCredits(stranger.ctx, { leaseId: lease.id, limit: 5, offset: 0 })).toMatchObject({ total: 0 });
  expect(() => listEarningsAdjustments(scene.buyer.ctx)).toThrow(/does not allow/);
  await expect(listCorrections(scene.buyer.ctx, { limit: 5, offset: 0 })).rejects.toMatchObject({ code: "forbidden" });
  const desk = await listCorrections(scene.market.platform.ctx, { limit: 5, offset: 0 });
  const { retailMicros, wholesaleMicros } = delta;
  expect(desk).toMatchObject({ total: 1, corrections: [{ hours: 1, seconds: -300n, retailMicros, wholesaleMicros }] });
  expect(await scene.findings()).toEqual([]);
});
