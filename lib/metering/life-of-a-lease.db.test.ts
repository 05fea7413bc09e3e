import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leaseEvents, leases, ledgerAccounts, usageSegments } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { auditBooks } from "./audit-books";
import { billDueLeases } from "./bill-due-leases";
import { guardBalances } from "./guard-balances";

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let now = new Date("2026-03-01T10:50:00.250Z");

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
});
afterAll(() => database.close());
afterEach(async () => {
  const broken = (await auditBooks(database.db)).filter((finding) => finding.violations > 0);
  expect(broken).toEqual([]);
});

async function pass(seconds: number) {
  now = new Date(now.getTime() + seconds * 1000);
  await setTestClock(database.db, now);
}

const worker = () => testContext(database.db, { type: "system", name: "test-worker" }, now);
const tick = () => billDueLeases(worker());

/** A machine's side of one lease: the container starts when told, and its uptime is the time that passed since. */
class Container {
  private readonly startedAt = now;
  constructor(readonly leaseId: string) {}
  beat(change: object = {}) {
    const uptimeMs = now.getTime() - this.startedAt.getTime() + 1000;
    return market.report([{ leaseId: this.leaseId, uptimeMs, containerId: `c-${this.leaseId}`, ...change }]);
  }
  async runFor(seconds: number, beatSeconds = 5) {
    for (let left = seconds; left > 0; left -= beatSeconds) {
      await pass(Math.min(beatSeconds, left));
      await this.beat();
    }
  }
}

async function read(lease: Lease): Promise<Lease> {
  const [row] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  return row!;
}

async function segmentsOf(lease: Lease) {
  const rows = await database.db.select().from(usageSegments).where(eq(usageSegments.leaseId, lease.id));
  return rows.sort((a, b) => a.segStart.getTime() - b.segStart.getTime());
}

async function balanceOf(organizationId: string) {
  const [row] = await database.db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.organizationId, organizationId));
  return row!.balanceMicros!;
}

const RETAIL = 2_560_000n;
const WHOLESALE = 1_850_000n;
const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

test("a lease over an hour edge is billed for exactly the seconds between its running and its end, on both sides", async () => {
  const before = { customer: await balanceOf(buyer.organizationId) };
  const lease = await buyer.launch(2);
  await pass(7);
  const container = new Container(lease.id);
  await container.beat({ phase: "booting" });
  await pass(3);
  await container.beat();
  expect((await read(lease)).state).toBe("running");
  await container.runFor(900);
  expect(await tick()).toMatchObject({ leases: 1 });
  await container.runFor(30);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await pass(2);
  await container.beat({ phase: "exited", endedAgoMs: 1000, exitCode: 0 });
  await tick();

  const ended = await read(lease);
  expect(ended).toMatchObject({ state: "ended", nextDue: null });
  const seconds = BigInt((ended.endedAt!.getTime() - ended.runningAt!.getTime()) / 1000);
  expect(seconds).toBe(931n);
  const segments = await segmentsOf(lease);
  expect(segments.map((s) => s.state)).toEqual(["provisioning", "running", "running"]);
  expect(segments[0]).toMatchObject({ retailMicros: 0n, zeroReason: expect.stringContaining("SSH") });
  expect(sum(segments.map((s) => s.retailMicros))).toBe(priceMicros(RETAIL * 2n, seconds));
  expect(sum(segments.map((s) => s.wholesaleMicros))).toBe(priceMicros(WHOLESALE * 2n, seconds));
  expect(before.customer - (await balanceOf(buyer.organizationId))).toBe(priceMicros(RETAIL * 2n, seconds));
  expect(await balanceOf(market.operator.organizationId)).toBe(priceMicros(WHOLESALE * 2n, seconds));
  const events = await database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, lease.id))
    .orderBy(leaseEvents.seq);
  expect(events.map((e) => e.kind)).toEqual([
    "lease.requested",
    "lease.placing",
    "lease.provisioning",
    "instance.booting",
    "lease.running",
    "lease.stopping",
    "lease.ended",
  ]);
});

test("a boot past its limit fails at zero cost and says why", async () => {
  const before = await balanceOf(buyer.organizationId);
  const lease = await buyer.launch(1);
  await pass(181);
  await market.report([{ leaseId: lease.id, phase: "booting" }]);
  await watchLeases(worker());
  await tick();
  expect(await read(lease)).toMatchObject({ state: "failed", endReason: expect.stringContaining("180 s") });
  expect(await balanceOf(buyer.organizationId)).toBe(before);
});

test("an agent silent for less than the limit loses nothing: the gap is proven by the container's uptime and billed", async () => {
  const lease = await buyer.launch(1);
  await pass(2);
  const container = new Container(lease.id);
  await container.beat();
  await container.runFor(20);
  await pass(40);
  await watchLeases(worker());
  await container.beat();
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await tick();
  expect(sum((await segmentsOf(lease)).map((s) => s.retailMicros))).toBe(priceMicros(RETAIL, 60n));
});

test("an agent declared lost is not billed from the last proof on, and is billed again once reachable", async () => {
  const lease = await buyer.launch(1);
  await pass(2);
  const container = new Container(lease.id);
  await container.beat();
  await container.runFor(20);
  await pass(100);
  expect(await watchLeases(worker())).toBe(1);
  expect((await read(lease)).state).toBe("unreachable");
  await pass(20);
  await container.beat();
  expect((await read(lease)).state).toBe("running");
  await container.runFor(10);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await tick();
  const segments = await segmentsOf(lease);
  expect(segments.map((s) => s.state)).toEqual(["provisioning", "running", "unreachable", "running"]);
  expect(sum(segments.map((s) => s.retailMicros))).toBe(priceMicros(RETAIL, 20n) + priceMicros(RETAIL, 10n));
});

test("a container that did not run through the gap is not billed for it", async () => {
  const lease = await buyer.launch(1);
  await pass(2);
  const container = new Container(lease.id);
  await container.beat();
  await pass(30);
  await container.beat({ uptimeMs: 3_000 });
  await pass(5);
  await container.beat({ uptimeMs: 8_000 });
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await tick();
  const segments = await segmentsOf(lease);
  expect(sum(segments.map((s) => s.retailMicros))).toBe(priceMicros(RETAIL, 5n));
});

test("a stop that the host never confirms ends at the last proof", async () => {
  const lease = await buyer.launch(1);
  await pass(1);
  const container = new Container(lease.id);
  await container.beat();
  await container.runFor(10);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await pass(60);
  await watchLeases(worker());
  await tick();
  expect(await read(lease)).toMatchObject({ state: "ended" });
  expect(sum((await segmentsOf(lease)).map((s) => s.retailMicros))).toBe(priceMicros(RETAIL, 10n));
});

test("billing stalls at a silent agent's last proof while the hour closes, and catches up with the proof", async () => {
  await market.report([]);
  const lease = await buyer.launch(1);
  await pass(1);
  const container = new Container(lease.id);
  await container.beat();
  const proven = (await read(lease)).provenThrough;
  await pass(3700);
  expect((await tick()).segments).toBeLessThanOrEqual(1);
  expect((await read(lease)).billedThrough.getTime()).toBeLessThanOrEqual(proven.getTime());
  await container.beat();
  await pass(16);
  await tick();
  const caught = await read(lease);
  expect(caught.billedThrough.getTime()).toBeGreaterThan(proven.getTime());
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await tick();
});

test("two ticks at once bill each second once", async () => {
  await market.report([]);
  const lease = await buyer.launch(4);
  await pass(1);
  const container = new Container(lease.id);
  await container.beat();
  await container.runFor(65);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  const results = await Promise.all([tick(), tick(), tick()]);
  expect(sum(results.map((r) => BigInt(r.leases)))).toBe(1n);
  expect(sum((await segmentsOf(lease)).map((s) => s.retailMicros))).toBe(priceMicros(RETAIL * 4n, 65n));
});

test("a lease whose history does not add up is left alone and named, while the others are billed", async () => {
  await market.report([]);
  const sound = await buyer.launch(1);
  const damaged = await buyer.launch(1);
  await pass(2);
  const machines = [new Container(sound.id), new Container(damaged.id)];
  const beat = (change = {}) =>
    market.report(
      machines.map((one) => ({
        leaseId: one.leaseId,
        containerId: `c-${one.leaseId}`,
        uptimeMs: now.getTime() % 1e9,
        ...change,
      })),
    );
  await beat();
  await pass(10);
  await beat();
  await beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  const moved = (by: number) =>
    database.db.execute(
      sql`UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) + make_interval(secs => ${by}))
        WHERE lease_id = ${damaged.id} AND state = 'provisioning'`,
    );
  await moved(-1);
  expect(await tick()).toMatchObject({
    leases: 2,
    stuck: [{ leaseId: damaged.id, reason: expect.stringContaining("gap") }],
  });
  expect((await segmentsOf(sound)).map((one) => one.state)).toEqual(["provisioning", "running"]);
  expect(await segmentsOf(damaged)).toEqual([]);
  await moved(1);
  await pass(20);
  expect(await tick()).toMatchObject({ leases: 1, stuck: [] });
});

test("leases are stopped before the prepaid balance is used up, and what was used is booked in full", async () => {
  await market.report([]);
  const poor = await createBuyer(market, "0.30");
  const lease = await poor.launch(1);
  await pass(1);
  const container = new Container(lease.id);
  await container.beat();
  await container.runFor(280, 20);
  expect(await guardBalances(worker())).toBe(0);
  await container.runFor(60, 20);
  expect(await guardBalances(worker())).toBe(1);
  expect(await read(lease)).toMatchObject({ state: "stopping", endReason: expect.stringContaining("balance") });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await tick();
  expect(await balanceOf(poor.organizationId)).toBe(300_000n - priceMicros(RETAIL, 340n));
});
