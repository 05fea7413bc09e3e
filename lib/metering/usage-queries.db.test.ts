import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createCustomer, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { reserveMicros } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { getLease, listLeases, listRecentEvents, listRunning } from "@/lib/leases/queries";
import type { Lease } from "@/lib/leases/types";
import { getBalanceSummary } from "./balance-queries";
import { billDueLeases } from "./bill-due-leases";
import { getLeaseBill, listLeaseCosts } from "./cost-queries";
import { listEarningsByDay, listEarningsByLease, listEarningsSummaries } from "./earnings-queries";
import { getLiveLease } from "./live-queries";
import { listSegments } from "./segment-queries";
import { usageByDay, usageByLease, usageBySku } from "./usage-queries";

const RETAIL = 2_560_000n;
const WHOLESALE = 1_850_000n;
const DAY = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-03-03T00:00:00Z") };

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let stranger: TestParty;
let ended: Lease;
let running: Lease;
let now = new Date("2026-03-01T23:50:00.250Z");

async function passTo(instant: string) {
  now = new Date(instant);
  await setTestClock(database.db, now);
}

const worker = () => testContext(database.db, { type: "system", name: "test-worker" }, now);

function beat(lease: Lease, startedAt: string, change: object = {}) {
  const uptimeMs = now.getTime() - new Date(startedAt).getTime() + 1000;
  return market.report([{ leaseId: lease.id, uptimeMs, containerId: `c-${lease.id}`, ...change }]);
}

/** Two leases: of two accelerators, 23:50:10 to 00:10:10 the next day, booked; of one, since 00:20:00, proven to 00:30:00. */
beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  stranger = await createCustomer(database.db);
  ended = await buyer.launch(2);
  await passTo("2026-03-01T23:50:10.250Z");
  await beat(ended, "2026-03-01T23:50:10Z");
  await passTo("2026-03-02T00:10:10.250Z");
  await beat(ended, "2026-03-01T23:50:10Z");
  await closeLease(buyer.ctx, { leaseId: ended.id });
  await beat(ended, "2026-03-01T23:50:10Z", { phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await billDueLeases(worker());
  running = await buyer.launch(1);
  await passTo("2026-03-02T00:20:00.250Z");
  await beat(running, "2026-03-02T00:20:00Z");
  await passTo("2026-03-02T00:30:00.250Z");
  await beat(running, "2026-03-02T00:20:00Z");
  await passTo("2026-03-02T00:30:30.250Z");
});
afterAll(() => database.close());

const endedMicros = priceMicros(RETAIL * 2n, 1_200n);
const runningMicros = priceMicros(RETAIL, 600n);
const firstDayMicros = priceMicros(RETAIL * 2n, 590n);

describe("usage of a customer", () => {
  it("adds up to the same total by day, by SKU and by instance, the unbooked part named", async () => {
    const total = endedMicros + runningMicros;
    const reports = [
      (await usageByDay(buyer.ctx, DAY)).rows,
      (await usageBySku(buyer.ctx, DAY)).rows,
      (await usageByLease(buyer.ctx, { ...DAY, limit: 50, offset: 0 })).rows,
    ];
    for (const rows of reports) {
      expect(rows.reduce((sum, row) => sum + row.chargeMicros, 0n)).toBe(total);
      expect(rows.reduce((sum, row) => sum + row.unbookedMicros, 0n)).toBe(runningMicros);
      expect(rows.reduce((sum, row) => sum + row.seconds, 0n)).toBe(1_800n);
      expect(rows.reduce((sum, row) => sum + row.acceleratorSeconds, 0n)).toBe(3_000n);
    }
  });

  it("cuts days at UTC midnight", async () => {
    expect((await usageByDay(buyer.ctx, DAY)).rows).toEqual([
      expect.objectContaining({ day: "2026-03-02", seconds: 1_210n }),
      expect.objectContaining({ day: "2026-03-01", seconds: 590n, chargeMicros: firstDayMicros, unbookedMicros: 0n }),
    ]);
    const { rows } = await usageByDay(buyer.ctx, { from: DAY.from, to: new Date("2026-03-02T00:00:00Z") });
    expect(rows.map((row) => row.day)).toEqual(["2026-03-01"]);
  });

  it("shows every second of a lease as a segment with its price, or with the reason why it cost nothing", async () => {
    const { segments, total } = await listSegments(buyer.ctx, ended.id, { limit: 50, offset: 0 });
    expect(total).toBe(segments.length);
    expect(segments[0]).toMatchObject({ state: "provisioning", chargeMicros: 0n, microsPerUnitHour: null });
    expect(segments[0]?.zeroReason).toContain("SSH");
    expect(segments.slice(1).map((segment) => segment.microsPerUnitHour)).toEqual([RETAIL, RETAIL]);
    expect(segments.reduce((sum, segment) => sum + segment.chargeMicros, 0n)).toBe(endedMicros);
    expect(await getLeaseBill(buyer.ctx, ended.id)).toMatchObject({
      paidMicros: endedMicros,
      paidSeconds: 1_200n,
      unpaid: [{ seconds: 10n }],
    });
  });

  it("splits what an instance cost into booked and proven since", async () => {
    const costs = await listLeaseCosts(buyer.ctx, [ended.id, running.id]);
    expect(costs.get(ended.id)).toMatchObject({ bookedMicros: endedMicros, unbookedMicros: 0n, billedSeconds: 1_200n });
    expect(costs.get(running.id)).toMatchObject({ bookedMicros: 0n, unbookedMicros: runningMicros });
  });

  it("counts unproven time as used in the balance, and says how long the money lasts", async () => {
    const summary = await getBalanceSummary(buyer.ctx);
    expect(summary.accruedMicros).toBe(priceMicros(RETAIL, 630n));
    expect(summary.burnMicrosPerHour).toBe(RETAIL);
    expect(summary.availableMicros).toBe(summary.balanceMicros - summary.accruedMicros - summary.heldMicros);
    const left = summary.balanceMicros - summary.accruedMicros - reserveMicros(RETAIL);
    expect(summary.runwaySeconds).toBe((left * 3_600n) / RETAIL);
    expect(await getBalanceSummary(stranger.ctx)).toMatchObject({ balanceMicros: 0n, runwaySeconds: null });
  });
});

describe("earnings of an operator", () => {
  it("are the wholesale side of the same seconds: by day, by lease, and in the summary", async () => {
    const { ctx } = market.operator;
    const total = priceMicros(WHOLESALE * 2n, 1_200n) + priceMicros(WHOLESALE, 600n);
    const firstDay = priceMicros(WHOLESALE * 2n, 590n);
    expect(await listEarningsSummaries(ctx)).toEqual([
      {
        currency: "USD",
        todayMicros: total - firstDay,
        monthMicros: total,
        accruingMicrosPerHour: WHOLESALE,
        balanceMicros: priceMicros(WHOLESALE * 2n, 1_200n),
      },
    ]);
    const days = await listEarningsByDay(ctx, DAY);
    expect(days).toEqual([
      { day: "2026-03-02", currency: "USD", seconds: 1_210n, wholesaleMicros: total - firstDay },
      { day: "2026-03-01", currency: "USD", seconds: 590n, wholesaleMicros: firstDay },
    ]);
    const byLease = await listEarningsByLease(ctx, { limit: 10, offset: 0 });
    expect(byLease.map((row) => [row.leaseId, row.seconds, row.to])).toEqual([
      [running.id, 600n, null],
      [ended.id, 1_200n, new Date("2026-03-02T00:10:10Z")],
    ]);
    expect(byLease.reduce((sum, row) => sum + row.wholesaleMicros, 0n)).toBe(total);
  });

  it("are not for customers, and usage is not for operators", async () => {
    await expect(listEarningsSummaries(buyer.ctx)).rejects.toMatchObject({ code: "forbidden" });
    await expect(usageByDay(market.operator.ctx, DAY)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("what is another organization's", () => {
  it("does not exist", async () => {
    const { ctx } = stranger;
    await expect(getLease(ctx, ended.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(getLiveLease(ctx, { leaseId: ended.id, after: 0 })).rejects.toMatchObject({ code: "not_found" });
    await expect(listSegments(ctx, ended.id, { limit: 5, offset: 0 })).rejects.toMatchObject({ code: "not_found" });
    expect((await listLeases(ctx, { limit: 10, offset: 0 })).total).toBe(0);
    expect(await listRunning(ctx)).toEqual([]);
    expect(await listRecentEvents(ctx, 10)).toEqual([]);
    expect((await listLeaseCosts(ctx, [ended.id])).size).toBe(0);
    expect(await getLeaseBill(ctx, ended.id)).toEqual({ paidMicros: 0n, paidSeconds: 0n, unpaid: [] });
    expect((await usageByDay(ctx, DAY)).rows).toEqual([]);
  });
});

describe("leases of a customer", () => {
  it("are listed newest first, filtered by state and text, and paged", async () => {
    const all = await listLeases(buyer.ctx, { limit: 10, offset: 0 });
    expect(all.leases.map((lease) => lease.id)).toEqual([running.id, ended.id]);
    expect(all.leases.map((lease) => lease.retailMicrosPerHour)).toEqual([RETAIL, RETAIL * 2n]);
    const page = await listLeases(buyer.ctx, { limit: 1, offset: 1 });
    expect([page.total, page.leases[0]?.id]).toEqual([2, ended.id]);
    expect((await listLeases(buyer.ctx, { limit: 9, offset: 0, states: ["ended"] })).leases).toHaveLength(1);
    expect((await listLeases(buyer.ctx, { limit: 9, offset: 0, q: "100%" })).total).toBe(0);
    expect((await listRunning(buyer.ctx)).map((lease) => lease.id)).toEqual([running.id]);
  });

  it("say what they hold and what happened, and nothing of the operator's price", async () => {
    const lease = await getLease(buyer.ctx, ended.id);
    expect(lease.accelerators).toHaveLength(2);
    expect(lease.sshKeys.length).toBeGreaterThan(0);
    expect(lease.events.map((event) => event.seq)).toEqual(lease.events.map((_, at) => at + 1));
    const live = await getLiveLease(buyer.ctx, { leaseId: running.id, after: 3 });
    expect(live.events[0]?.seq).toBe(4);
    expect(live).toMatchObject({ state: "running", bookedMicros: 0n, settled: false });
    const text = JSON.stringify([lease, live], (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toContain(String(WHOLESALE));
    expect(text.toLowerCase()).not.toContain("wholesale");
    expect((await getLiveLease(buyer.ctx, { leaseId: ended.id, after: 99 })).settled).toBe(true);
  });
});
