import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXITED, Scene } from "@/db/testing/scene";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
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
