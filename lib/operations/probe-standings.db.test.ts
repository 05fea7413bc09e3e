import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createOperator } from "@/db/testing/context";
import { Scene } from "@/db/testing/scene";
import { judgeReachability } from "@/lib/leases/judge-reachability";
import { listOutOfReach } from "@/lib/leases/reach-queries";
import { TestProbes } from "@/lib/leases/testing/probes";
import type { Lease } from "@/lib/leases/types";
import { checkReadiness } from "@/lib/web/readiness";
import { readGauges } from "./metrics/read-gauges";
import { getProbes } from "./system-queries";

let scene: Scene;
let eyes: TestProbes;
let lease: Lease;
let heartbeat: (seconds: number) => Promise<void>;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
  lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  heartbeat = (seconds) => container.runFor(seconds);
  eyes = new TestProbes(scene.database.db);
  await eyes.start("fra-1", "sin-1");
});
afterAll(() => scene.close());

const view = () => getProbes(scene.market.platform.ctx);
const reach = () => listOutOfReach(scene.market.operator.ctx, lease.hostId);
const out = () => ({ [lease.id]: "no answer in time" });

test("the desk sees each probe's looks, and a lease that they differ on; its operator sees it beside the host", async () => {
  await heartbeat(10);
  await eyes.rounds();
  expect(await view()).toMatchObject({
    probes: [
      { name: "fra-1", state: "live", leases: 1, failing: 0, looksPerMinute: 6 },
      { name: "sin-1", state: "live", leases: 1, failing: 0, looksPerMinute: 6 },
    ],
    disagreements: [],
  });
  expect(await reach()).toEqual([]);
  for (let round = 0; round < 2; round++) {
    await heartbeat(10);
    await eyes.round("fra-1");
    await eyes.round("sin-1", out());
  }
  expect((await view()).disagreements).toMatchObject([
    { leaseId: lease.id, state: "running", of: 2, failing: 1, failingProbes: "sin-1", reason: "no answer in time" },
  ]);
  expect(await reach()).toMatchObject([{ leaseId: lease.id, isUnreachable: false, of: 2, failing: 1 }]);
});

test("what both do not reach is no difference once it is unreachable, and the figures say how many fail", async () => {
  await heartbeat(10);
  await eyes.rounds(out());
  await heartbeat(10);
  await eyes.rounds(out());
  expect((await view()).disagreements).toMatchObject([{ state: "running", of: 2, failing: 2 }]);
  expect(await judgeReachability(scene.worker())).toBe(1);
  expect((await view()).disagreements).toEqual([]);
  expect(await reach()).toMatchObject([{ isUnreachable: true, failing: 2, reasons: ["no answer in time"] }]);
  const text = await readGauges(scene.database.db);
  expect(text).toContain('openhall_probes{state="live"} 2');
  expect(text).toContain('openhall_probe_leases{probe="fra-1",outcome="failed"} 1');
  expect(text).toContain("openhall_probe_disagreements 0");
  expect(text).toContain("openhall_gauge_failures 0");
});

test("a host's own word that contradicts its state is a difference, and a probe that is not heard of is silent", async () => {
  await eyes.rounds();
  expect((await view()).disagreements).toMatchObject([{ state: "unreachable", failing: 0 }]);
  await scene.pass(31);
  expect((await view()).probes.map(({ state }) => state)).toEqual(["silent", "silent"]);
  expect((await checkReadiness(scene.database)).checks.probes).toEqual({
    status: "degraded",
    reasons: ["0 of 2 probes live"],
  });
});

test("another operator and support outside its permission see none of it", async () => {
  const other = await createOperator(scene.database.db);
  expect(await listOutOfReach(other.ctx, lease.hostId)).toEqual([]);
  await expect(getProbes(other.ctx)).rejects.toMatchObject({ code: "forbidden" });
  const support = await createMember(scene.database.db, scene.market.platform, "support");
  expect((await getProbes(support.ctx)).probes).toHaveLength(2);
});

test("what a probe tells is updated in place: rounds add no rows", async () => {
  const count = async () =>
    (await scene.database.db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM probe_opinions`)).rows[0]?.n;
  const before = await count();
  for (let round = 0; round < 5; round++) await eyes.rounds();
  expect(await count()).toBe(before);
});
