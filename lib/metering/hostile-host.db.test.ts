import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { leaseAccelerators, leaseEvents, leases, usageSegments } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import type { HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { auditBooks } from "./audit-books";
import { billDueLeases } from "./bill-due-leases";

const RETAIL = 2_560_000n;
let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let now = new Date("2026-03-01T10:05:00.250Z");

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
});
afterAll(() => database.close());
beforeEach(() => market.report([]));
afterEach(async () => {
  const broken = (await auditBooks(database.db)).filter((finding) => finding.violations > 0);
  expect(broken).toEqual([]);
});

async function pass(seconds: number) {
  now = new Date(now.getTime() + seconds * 1000);
  await setTestClock(database.db, now);
}

const worker = () => testContext(database.db, { type: "system", name: "test-worker" }, now);

type Change = Partial<InstanceReport>;

/** A lease that has just become reachable, and its container's side of the story; `uptimeMs` is told by the test. */
async function start() {
  const lease = await buyer.launch(1);
  await pass(2);
  const startedAt = now.getTime();
  const beat = (change: Change = {}, facts: Partial<HostFacts> = {}) =>
    market.report(
      [{ leaseId: lease.id, containerId: `c-${lease.id}`, uptimeMs: 1_000 + now.getTime() - startedAt, ...change }],
      facts,
    );
  await beat();
  const beatFor = async (seconds: number, change: () => Change = () => ({})) => {
    for (let left = seconds; left > 0; left -= 5) {
      await pass(5);
      await beat(change());
    }
  };
  return { lease, beat, beatFor };
}

const exited = { phase: "exited", endedAgoMs: 0, exitCode: 0 } as const;

async function read(lease: Lease): Promise<Lease> {
  const [row] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  return row!;
}

async function charged(lease: Lease): Promise<bigint> {
  await billDueLeases(worker());
  const rows = await database.db.select().from(usageSegments).where(eq(usageSegments.leaseId, lease.id));
  return rows.reduce((total, row) => total + row.retailMicros, 0n);
}

test("an instance that stands still for a part of every heartbeat is not billed as if it ran", async () => {
  const { lease, beat, beatFor } = await start();
  let ranMs = 1_000;
  const slow = () => {
    ranMs += 3_000;
    return { uptimeMs: ranMs };
  };
  await beatFor(100, slow);
  await beat({ ...exited, ...slow() });
  expect(await charged(lease)).toBeLessThanOrEqual(priceMicros(RETAIL, 75n));
});

test("an instance whose SSH has not answered a restarted agent is not billed, and is unreachable until it answers", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await beatFor(60, () => ({ phase: "booting" }));
  await watchLeases(worker());
  expect((await read(lease)).state).toBe("unreachable");
  await beatFor(10);
  expect((await read(lease)).state).toBe("running");
  await beat(exited);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n) + priceMicros(RETAIL, 5n));
});

test("an agent that restarts and sees SSH answer a moment later costs nobody the gap", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await pass(20);
  await beat({ phase: "booting" });
  await pass(1);
  await beat();
  await beat(exited);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 31n));
});

test("a host that comes back from a reboot ends its leases at the last proof, whatever end it reports", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await pass(40);
  await beat(exited, { bootId: "b0070002" });
  expect((await read(lease)).state).toBe("ended");
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n));
});

test("an end is dated no later than the container's uptime bears out", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await pass(40);
  await beat({ ...exited, uptimeMs: 11_000 });
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n));
});

test("an agent that restarts while its engine is silent loses no instance", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await pass(20);
  await market.report([], { engine: null, problems: ["No container engine answers"] });
  expect((await read(lease)).state).toBe("running");
  await pass(5);
  await beat();
  await beat(exited);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 35n));
});

test("a host that does not stop an instance is paid no longer than a stop may take, and keeps the accelerator until it has", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await beatFor(600, () => ({ phase: "stopping" }));
  await watchLeases(worker());
  expect(await read(lease)).toMatchObject({ state: "stopping" });
  const [claim] = await database.db.select().from(leaseAccelerators).where(eq(leaseAccelerators.leaseId, lease.id));
  expect(claim?.releasedAt).toBeNull();
  await beat(exited);
  expect(await read(lease)).toMatchObject({ state: "ended" });
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n + HOLD_POLICY.stopSeconds));
});

test("a stop that is confirmed late is charged no longer than a stop may take", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await pass(44);
  await beat(exited);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n + HOLD_POLICY.stopSeconds));
});

test("an unreachable instance that is stopped keeps its accelerator while its host still reports it", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await pass(5);
  await beat({ phase: "unreachable" });
  await beatFor(60, () => ({ phase: "unreachable" }));
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await beatFor(60, () => ({ phase: "stopping" }));
  await watchLeases(worker());
  expect((await read(lease)).state).toBe("stopping");
  await beat(exited);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n));
});

test("a lease that is stopped before it ran ends after it began, even if the host never heard of it", async () => {
  const lease = await buyer.launch(1);
  await pass(30);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await pass(12);
  await market.report([]);
  const ended = await read(lease);
  expect(ended).toMatchObject({ state: "ended" });
  expect(ended.endedAt!.getTime()).toBeGreaterThanOrEqual(ended.stopRequestedAt!.getTime());
  expect(await charged(lease)).toBe(0n);
});

test("what one instance reports cannot keep the host's others from being heard", async () => {
  const sound = await start();
  const odd = await buyer.launch(1);
  await pass(5);
  const uptimeMs = 6_000;
  await market.report([
    { leaseId: odd.id, phase: "failed", reason: "exit\u0000 code", containerId: null, uptimeMs: null },
    { leaseId: sound.lease.id, containerId: `c-${sound.lease.id}`, uptimeMs },
  ]);
  expect((await read(sound.lease)).provenThrough).toEqual(new Date(Math.floor(now.getTime() / 1000) * 1000));
  await sound.beat(exited);
  expect(await charged(sound.lease)).toBe(priceMicros(RETAIL, 5n));
  await pass(200);
  await market.report([]);
  await watchLeases(worker());
  expect((await read(odd)).state).toBe("failed");
});

test("figures beyond all reason move no boundary before the last proof", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(10);
  await beat({ ...exited, endedAgoMs: Number.MAX_SAFE_INTEGER, exitCode: Number.MAX_SAFE_INTEGER });
  expect((await read(lease)).state).toBe("ended");
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 10n));
});

test("a clock that is set back bills nothing twice and lets the lease end", async () => {
  const { lease, beat, beatFor } = await start();
  await beatFor(20);
  await pass(-3_600);
  await beat({ uptimeMs: 21_500 });
  await pass(5);
  await beat({ uptimeMs: 26_500 });
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await beat({ ...exited, uptimeMs: 26_500 });
  expect((await read(lease)).state).toBe("ended");
  await pass(3_600);
  expect(await charged(lease)).toBe(priceMicros(RETAIL, 20n));
});

test("every change of state is kept as an event, however many fall into one second", async () => {
  const { lease, beat } = await start();
  for (const phase of ["unreachable", "reachable", "unreachable", "reachable"] as const) {
    await pass(0.1);
    await beat({ phase });
  }
  const events = await database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  const states = events.sort((a, b) => a.seq - b.seq).flatMap((event) => event.toState ?? []);
  expect(states.slice(-5)).toEqual(["running", "unreachable", "running", "unreachable", "running"]);
  await beat(exited);
  await charged(lease);
});
