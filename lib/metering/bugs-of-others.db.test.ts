import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ledgerTransactions } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { billDueLeases } from "./bill-due-leases";

/**
 * The bugs that money.md says bit others. Those of closing (a double invoice at UTC+X, inclusive month ends, late usage dropped after a close)
 * and of the guard (a stop that skips what has accrued, a race for an overdrawn balance) are named where closing and guard are tested.
 */

let scene: Scene;
const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-29T00:50:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

/** Launches, runs for these seconds of proven time, and is stopped and billed to its end. */
async function runOnce(seconds: number, count: 1 | 2 = 1): Promise<Lease> {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(count);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(seconds, 600);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  while ((await scene.tick()).leases > 0);
  return lease;
}

/** How many of these went through. */
async function successes(attempts: Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(attempts);
  return settled.filter((one) => one.status === "fulfilled").length;
}

describe("workers", () => {
  test("a lock that expired under a slow worker: the lease's row lock lasts as long as the transaction, and the next worker passes over it", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(30);
    await container.beat(EXITED);
    await scene.database.db.transaction(async (slow) => {
      await slow.execute(sql`SELECT 1 FROM leases WHERE id = ${lease.id} FOR NO KEY UPDATE`);
      await scene.pass(7_200);
      expect(await scene.tick()).toMatchObject({ leases: 0 });
    });
    expect(await scene.tick()).toMatchObject({ leases: 1, stuck: [] });
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 30n));
  });

  test("a job queued over an hour and enqueued again: due work is a state of the lease, and ten ticks for it bill it once", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(45);
    await container.beat(EXITED);
    await scene.pass(3 * 3_600);
    const ticks = await Promise.all(Array.from({ length: 10 }, () => billDueLeases(scene.worker())));
    expect(ticks.reduce((total, one) => total + one.leases, 0)).toBe(1);
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 45n));
  });

  test("a cursor advanced past a lost charge: where the database refuses the charge, the cursor stays and the lease is named", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(20);
    const from = (await scene.read(lease)).runningAt!.getTime() / 1_000;
    const squatter = { kind: "usage", ref: `${lease.id}:${from}`, effectiveAt: scene.now } as const;
    await container.beat(EXITED);
    const [booked] = await scene.database.db.insert(ledgerTransactions).values(squatter).returning();
    expect((await scene.tick()).stuck).toEqual([{ leaseId: lease.id, reason: expect.any(String) }]);
    const { billedFrom, billedThrough } = await scene.read(lease);
    expect(billedThrough).toEqual(billedFrom);
    await scene.database.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      await tx.delete(ledgerTransactions).where(eq(ledgerTransactions.number, booked!.number));
    });
    await scene.pass(60);
    expect((await scene.tick()).stuck).toEqual([]);
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 20n));
  });

  test("in-memory usage lost at restart: nothing is counted in memory; a worker that starts an hour later bills what the rows say", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(90);
    await container.beat(EXITED);
    await scene.pass(3_600);
    await billDueLeases({ ...scene.worker(), actor: { type: "system", name: "a-fresh-process" } });
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 90n));
  });
});

describe("time and rounding", () => {
  test("usage dropped or doubled at DST: the hour in which Europe's clocks jump has 3,600 seconds", async () => {
    const dst = await Scene.open(new Date("2026-03-29T00:59:00.250Z"));
    const lease = await dst.buyer.launch(1);
    const container = dst.container(lease);
    await container.beat();
    await container.runFor(2 * 3_600, 600);
    await container.beat(EXITED);
    await dst.tick();
    const hours = (await dst.segmentsOf(lease)).map((s) => [s.segStart.toISOString().slice(11, 16), s.retailMicros]);
    expect(hours).toContainEqual(["01:00", RETAIL_MICROS]);
    expect(sum(hours.map(([, micros]) => micros as bigint))).toBe(2n * RETAIL_MICROS);
    expect(await dst.findings()).toEqual([]);
    await dst.close();
  });

  test("proration at a price change: each second is charged at the price of that second, and the lease keeps its total", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    const { runningAt } = await scene.read(lease);
    const edge = new Date(runningAt!.getTime() + 100_000).toISOString();
    await scene.database.db.execute(sql`
      WITH ended AS (
        UPDATE lease_rates SET during = tstzrange(lower(during), ${edge}::timestamptz)
        WHERE lease_id = ${lease.id} AND side = 'retail' AND upper_inf(during) RETURNING *)
      INSERT INTO lease_rates (id, lease_id, side, sku_id, micros_per_unit_hour, during, price_book_entry_id)
      SELECT ${newId("rat")}, lease_id, side, sku_id, 9000000, tstzrange(${edge}::timestamptz, NULL), price_book_entry_id FROM ended`);
    await container.runFor(250, 50);
    await container.beat(EXITED);
    await scene.tick();
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 100n) + priceMicros(9_000_000n, 150n));
  });

  test("rounding drift: proof that comes in seventy pieces, each booked by itself, adds up to the price of the whole", async () => {
    await scene.market.report([]);
    const lease = await scene.buyer.launch(1);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(500, 50);
    await scene.pass(3_600);
    for (let proven = 7; proven < 500; proven += 7) {
      const piece = sql`billed_from + make_interval(secs => ${proven})`;
      await scene.database.db.execute(
        sql`UPDATE leases SET proven_through = ${piece}, next_due = platform_now() WHERE id = ${lease.id}`,
      );
      await scene.tick();
    }
    await container.beat({ ...EXITED, endedAgoMs: 3_600_000 });
    await scene.tick();
    expect((await scene.segmentsOf(lease)).length).toBeGreaterThan(70);
    expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 500n));
  });

  test("a GPU hour metered as less than 3,600 s: an hour costs the hour's price, on two accelerators twice", async () => {
    expect(await scene.chargedFor(await runOnce(3_600))).toBe(RETAIL_MICROS);
    expect(await scene.chargedFor(await runOnce(3_600, 2))).toBe(2n * RETAIL_MICROS);
  });

  test("an inclusive end: neighbouring segments share an edge and no second", async () => {
    const lease = await runOnce(1_300);
    const segments = await scene.segmentsOf(lease);
    const seconds = segments.map((one) => (one.segEnd.getTime() - one.segStart.getTime()) / 1_000);
    const life = (await scene.read(lease)).endedAt!.getTime() - segments[0]!.segStart.getTime();
    expect(seconds.reduce((total, one) => total + one, 0)).toBe(life / 1_000);
  });

  test("two launches on a balance for one: the second is told what is missing", async () => {
    await scene.market.report([]);
    const poor = await createBuyer(scene.market, "0.30");
    const launches = [poor.launch(1), poor.launch(1)];
    expect(await successes(launches)).toBe(1);
    const [lease] = (await Promise.allSettled(launches)).flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
    const container = scene.container(lease!);
    await container.beat();
    await container.beat(EXITED);
    await scene.tick();
  });
});
