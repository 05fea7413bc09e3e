import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { leaseAccelerators, leaseEvents } from "@/db/schema";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import type { HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
});
afterAll(() => scene.close());
beforeEach(() => scene.market.report([]));
afterEach(async () => expect(await scene.findings()).toEqual([]));

type Change = Partial<InstanceReport>;

/** A lease that has just become reachable, and its container's side of the story, which the test may change. */
async function start() {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  const beat = (change: Change = {}, facts: Partial<HostFacts> = {}) =>
    scene.market.report([container.seen(change)], facts);
  await beat();
  const beatFor = async (seconds: number, change: () => Change = () => ({})) => {
    for (let left = seconds; left > 0; left -= 5) {
      await scene.pass(5);
      await beat(change());
    }
  };
  return { lease, beat, beatFor };
}

async function charged(lease: Lease): Promise<bigint> {
  await scene.tick();
  return scene.chargedFor(lease);
}

test("an instance that stands still for a part of every heartbeat is not billed as if it ran", async () => {
  const { lease, beat, beatFor } = await start();
  let ranMs = 1_000;
  const slow = () => {
    ranMs += 3_000;
    return { uptimeMs: ranMs };
  };
  await beatFor(100, slow);
  await beat({ ...EXITED, ...slow() });
  expect(await charged(lease)).toBeLessThanOrEqual(priceMicros(RETAIL_MICROS, 75n));
});

test("an instance whose SSH has not answered a restarted agent is not billed, and is unreachable until it answers", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await beatFor(60, () => ({ phase: "booting" }));
  await watchLeases(scene.worker());
  expect((await scene.read(lease)).state).toBe("unreachable");
  await beatFor(10);
  expect((await scene.read(lease)).state).toBe("running");
  await beat(EXITED);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n) + priceMicros(RETAIL_MICROS, 5n));
});

test("an agent that restarts and sees SSH answer a moment later costs nobody the gap", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await scene.pass(20);
  await beat({ phase: "booting" });
  await scene.pass(1);
  await beat();
  await beat(EXITED);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 31n));
});

test("a host that comes back from a reboot bills nothing after the last proof, whatever end it reports", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await scene.pass(40);
  await beat(EXITED, { bootId: "b0070002" });
  expect((await scene.read(lease)).state).toBe("provisioning");
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await beat({ ...EXITED, incarnation: 2 }, { bootId: "b0070002" });
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("an end is dated no later than the container's uptime bears out", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await scene.pass(40);
  await beat({ ...EXITED, uptimeMs: 11_000 });
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("an agent that restarts while its engine is silent loses no instance", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await scene.pass(20);
  await scene.market.report([], { engine: null, problems: ["No container engine answers"] });
  expect((await scene.read(lease)).state).toBe("running");
  await scene.pass(5);
  await beat();
  await beat(EXITED);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 35n));
});

test("a host that does not stop an instance is paid no longer than a stop may take, and keeps the accelerator until it has", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await beatFor(600, () => ({ phase: "stopping" }));
  await watchLeases(scene.worker());
  expect(await scene.read(lease)).toMatchObject({ state: "stopping" });
  const [claim] = await scene.database.db
    .select()
    .from(leaseAccelerators)
    .where(eq(leaseAccelerators.leaseId, lease.id));
  expect(claim?.releasedAt).toBeNull();
  await beat(EXITED);
  expect(await scene.read(lease)).toMatchObject({ state: "ended" });
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n + HOLD_POLICY.stopSeconds));
});

test("a stop that is confirmed late is charged no longer than a stop may take", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(44);
  await beat(EXITED);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n + HOLD_POLICY.stopSeconds));
});

test("an unreachable instance that is stopped keeps its accelerator while its host still reports it", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await scene.pass(5);
  await beat({ phase: "unreachable" });
  await beatFor(60, () => ({ phase: "unreachable" }));
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await beatFor(60, () => ({ phase: "stopping" }));
  await watchLeases(scene.worker());
  expect((await scene.read(lease)).state).toBe("stopping");
  await beat(EXITED);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("a lease that is stopped before it ran ends after it began, even if the host never heard of it", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(30);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await scene.pass(12);
  await scene.market.report([]);
  const ended = await scene.read(lease);
  expect(ended).toMatchObject({ state: "ended" });
  expect(ended.endedAt!.getTime()).toBeGreaterThanOrEqual(ended.stopRequestedAt!.getTime());
  expect(await charged(lease)).toBe(0n);
});

test("what one instance reports cannot keep the host's others from being heard", async () => {
  const sound = await start();
  const odd = await scene.buyer.launch(1);
  await scene.pass(5);
  const uptimeMs = 6_000;
  await scene.market.report([
    { leaseId: odd.id, phase: "failed", reason: "exit\u0000 code", containerId: null, uptimeMs: null },
    { leaseId: sound.lease.id, containerId: `c-${sound.lease.id}`, uptimeMs },
  ]);
  expect((await scene.read(sound.lease)).provenThrough).toEqual(
    new Date(Math.floor(scene.now.getTime() / 1000) * 1000),
  );
  await sound.beat(EXITED);
  expect(await charged(sound.lease)).toBe(priceMicros(RETAIL_MICROS, 5n));
  await scene.pass(200);
  await scene.market.report([]);
  await watchLeases(scene.worker());
  expect((await scene.read(odd)).state).toBe("failed");
});

test("figures beyond all reason move no boundary before the last proof", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await beat({ ...EXITED, endedAgoMs: Number.MAX_SAFE_INTEGER, exitCode: Number.MAX_SAFE_INTEGER });
  expect((await scene.read(lease)).state).toBe("ended");
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("a clock that is set back bills nothing twice and lets the lease end", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(20);
  await scene.pass(-3_600);
  await beat({ uptimeMs: 21_500 });
  await scene.pass(5);
  await beat({ uptimeMs: 26_500 });
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await beat({ ...EXITED, uptimeMs: 26_500 });
  expect((await scene.read(lease)).state).toBe("ended");
  await scene.pass(3_600);
  expect(await charged(lease)).toBe(priceMicros(RETAIL_MICROS, 20n));
});

test("every change of state is kept as an event, however many fall into one second", async () => {
  const { lease, beat } = await start();
  for (const phase of ["unreachable", "reachable", "unreachable", "reachable"] as const) {
    await scene.pass(0.1);
    await beat({ phase });
  }
  const events = await scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  const states = events.sort((a, b) => a.seq - b.seq).flatMap((event) => event.toState ?? []);
  expect(states.slice(-5)).toEqual(["running", "unreachable", "running", "unreachable", "running"]);
  await beat(EXITED);
  await charged(lease);
});
