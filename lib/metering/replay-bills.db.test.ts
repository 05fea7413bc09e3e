import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXITED, RETAINED, Scene } from "@/db/testing/scene";
import { closeLease } from "@/lib/leases/close-lease";
import { limitLease } from "@/lib/leases/limit-lease";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { correctLease } from "./correct-lease";
import { guardLimits } from "./guard-limits";
import { replayBills } from "./replay-bills";

let scene: Scene;
let lease: Lease;

/** A life over an hour's edge, with a silence and a stop that the host is late with. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:57:00.250Z"));
  lease = await scene.buyer.launch(2);
  await scene.pass(9);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(200, 20);
  await scene.pass(100);
  await watchLeases(scene.worker());
  await container.beat();
  await container.runFor(60, 20);
  await scene.tick();
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(44);
  await container.beat(EXITED);
  await scene.tick();
});
afterAll(() => scene.close());

async function edited(statement: string): Promise<void> {
  await scene.database.db.transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    const { rowCount } = await tx.execute(sql.raw(statement));
    expect(rowCount, statement).toBe(1);
  });
}

test("every bill follows from the lease's events", async () => {
  expect(await replayBills(scene.database.db)).toEqual({ leases: 1, corrected: 0, differences: [] });
  expect((await scene.segmentsOf(lease)).map((segment) => segment.state)).toEqual([
    "provisioning",
    "running",
    "running",
    "unreachable",
    "running",
    "stopping",
  ]);
  expect(await scene.findings()).toEqual([]);
});

test("a segment that somebody edited is found, by lease, hour and figure", async () => {
  const where = `lease_id = '${lease.id}' AND seg_start = '2026-03-01T11:00:00Z'`;
  await edited(`UPDATE usage_segments SET wholesale_micros = wholesale_micros - 1 WHERE ${where}`);
  const { differences } = await replayBills(scene.database.db);
  expect(differences).toEqual([
    expect.objectContaining({ leaseId: lease.id, hour: new Date("2026-03-01T11:00:00Z"), what: "wholesale" }),
  ]);
  await edited(`UPDATE usage_segments SET wholesale_micros = wholesale_micros + 1 WHERE ${where}`);
});

test("a state that no event tells of is found, even where the bill was made to fit it", async () => {
  const open = `lease_id = '${lease.id}' AND state = 'unreachable'`;
  await edited(`UPDATE lease_intervals SET state = 'running' WHERE ${open}`);
  const { differences } = await replayBills(scene.database.db);
  expect(differences.map((one) => one.what)).toEqual(["states"]);
  await edited(
    `UPDATE lease_intervals SET state = 'unreachable' WHERE lease_id = '${lease.id}' AND lower(during) = '2026-03-01T11:00:29Z'`,
  );
});

test("a correction is replayed: the bill is what it makes of the events, and an adjustment that was edited is found", async () => {
  await correctLease(scene.market.platform.ctx, {
    leaseId: lease.id,
    kind: "state",
    state: "unreachable",
    from: "2026-03-01T10:58:00Z",
    to: "2026-03-01T10:59:00Z",
    reason: "The switch was down",
    idempotencyKey: "the-switch-was-down",
  });
  expect(await replayBills(scene.database.db)).toEqual({ leases: 1, corrected: 1, differences: [] });
  await edited(`UPDATE usage_adjustments SET delta_tax_micros = delta_tax_micros + 1 WHERE lease_id = '${lease.id}'`);
  const { differences } = await replayBills(scene.database.db);
  expect(differences.map((one) => one.what)).toEqual(["tax", "charge"]);
  await edited(`UPDATE usage_adjustments SET delta_tax_micros = delta_tax_micros - 1 WHERE lease_id = '${lease.id}'`);
  expect(await scene.findings()).toEqual([]);
});

test("a stop that keeps the data, a start and an end date follow from the events too", async () => {
  await scene.market.report([]);
  const kept = await scene.buyer.launch(1);
  await limitLease(scene.buyer.ctx, { leaseId: kept.id, endsAt: new Date(scene.now.getTime() + 500_000) });
  await scene.pass(5);
  const container = scene.container(kept);
  await container.beat();
  await container.runFor(60, 20);
  await stopInstance(scene.buyer.ctx, { leaseId: kept.id });
  await scene.pass(7);
  await container.beat(EXITED);
  await scene.pass(30);
  await scene.market.report([{ leaseId: kept.id, ...RETAINED }]);
  await scene.pass(4);
  const again = scene.container(await startInstance(scene.buyer.ctx, { leaseId: kept.id }));
  await scene.pass(6);
  await again.beat();
  await again.runFor(600, 20);
  await guardLimits(scene.worker());
  await again.beat(EXITED);
  await closeLease(scene.buyer.ctx, { leaseId: kept.id });
  await scene.tick();
  expect(await replayBills(scene.database.db)).toMatchObject({ leases: 2, differences: [] });
  expect(await scene.findings()).toEqual([]);
});

test("an instance that comes and goes several times within a millisecond has every time in its events", async () => {
  const restless = await scene.buyer.launch(1);
  await scene.pass(7);
  const container = scene.container(restless);
  for (const uptimeMs of [9_000, 4_000, 1_000]) await container.beat({ uptimeMs });
  for (let ran = 0; ran < 60; ran += 20) {
    await scene.pass(20);
    await container.beat({ uptimeMs: 1_000 + (ran + 20) * 1_000 });
  }
  await closeLease(scene.buyer.ctx, { leaseId: restless.id });
  await container.beat({ ...EXITED, uptimeMs: 61_000 });
  await scene.tick();
  expect((await scene.segmentsOf(restless)).map((segment) => segment.state)).toContain("running");
  const { differences } = await replayBills(scene.database.db);
  expect(differences.filter(({ leaseId }) => leaseId === restless.id)).toEqual([]);
  expect(await scene.findings()).toEqual([]);
});
