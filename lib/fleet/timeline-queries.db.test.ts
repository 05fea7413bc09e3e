import { afterAll, beforeAll, expect, test } from "vitest";
import { createOperator } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { readTimelinePosition } from "@/lib/core/fleet/timeline-filter";
import { drainHost } from "./drain-host";
import { getHost, listHosts } from "./host-queries";
import { listWindows } from "./maintenance-queries";
import { getFleetOverview } from "./overview-queries";
import { planMaintenance } from "./plan-maintenance";
import { recordHostEvent } from "./record-host-event";
import { listHostTimeline } from "./timeline-queries";

let database: TestDatabase;
let market: Market;
beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
});
afterAll(() => database.close());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const page = (input: Partial<Parameters<typeof listHostTimeline>[1]> = {}, ctx = market.operator.ctx) =>
  listHostTimeline({ ...ctx, now: new Date() }, { hostId: market.hostId, filter: "all", before: null, ...input });

test("a host's timeline tells who did what and why, and of leases without their customers' words", async () => {
  const buyer = await createBuyer(market);
  await buyer.launch(1);
  await drainHost(market.operator.ctx, { hostId: market.hostId, reason: "A fan is loud" });
  const { entries, next } = await page();
  expect(next).toBeNull();
  expect(entries.map(({ kind }) => kind).sort()).toEqual(["checked", "drain_asked", "enrolled", "lease.provisioning"]);
  const drain = entries.find(({ kind }) => kind === "drain_asked");
  expect(drain).toMatchObject({ reason: "A fan is loud", actorName: expect.stringContaining("Owner") });
  const byFilter = await Promise.all((["leases", "accelerators"] as const).map((filter) => page({ filter })));
  expect(byFilter.map((one) => one.entries.map(({ summary }) => summary))).toEqual([["An instance starts"], []]);
});

test("it comes in pages, each event on one of them, and another operator sees none", async () => {
  await database.db.transaction(async (tx) => {
    const at = new Date();
    for (let index = 0; index < 60; index++)
      await recordHostEvent(tx, market.operator.ctx, {
        hostId: market.hostId,
        kind: "resumed",
        summary: `${index}`,
        at,
      });
  });
  const first = await page({ filter: "host" });
  const second = await page({ filter: "host", before: first.next });
  expect([first.entries.length, second.entries.length, second.next]).toEqual([50, 13, null]);
  expect(new Set([...first.entries, ...second.entries].map(({ id }) => id)).size).toBe(63);
  const other = await createOperator(database.db);
  expect((await page({}, other.ctx)).entries).toEqual([]);
});

test("a position that is none leads to the newest page", () => {
  expect(readTimelinePosition("2026-12-01T10:00:00.000Z_hev_01")).toEqual({
    at: "2026-12-01T10:00:00.000Z",
    id: "hev_01",
  });
  expect(readTimelinePosition("2026-02-30T10:00:00.000Z_hev_01")?.at).toBe("2026-03-02T10:00:00.000Z");
  for (const text of [
    undefined,
    "0000-01-01T10:00:00.000Z_hev_01",
    "",
    "2026-99-01T10:00:00.000Z_hev_01",
    "x'; DROP TABLE hosts",
    ["a"],
  ])
    expect(readTimelinePosition(text)).toBeNull();
});

test("windows to come stand before those that are over, for their operator and the desk alone", async () => {
  const { hostId, operator, platform } = market;
  const plan = (from: number) =>
    planMaintenance(operator.ctx, {
      hostIds: [hostId],
      from: inHours(from),
      to: inHours(from + 1),
      reason: "New power supplies",
      isEmergency: false,
    });
  await plan(60);
  await plan(30);
  const windows = await listWindows(operator.ctx);
  expect(windows.map(({ state, touched }) => [state, touched])).toEqual([
    ["scheduled", 0],
    ["scheduled", 0],
  ]);
  expect(windows[0]!.startsAt < windows[1]!.startsAt).toBe(true);
  expect((await getHost(operator.ctx, hostId)).window?.id).toBe(windows[0]!.id);
  expect(await listWindows(platform.ctx, { hostId })).toHaveLength(2);
  expect(await listWindows((await createOperator(database.db)).ctx)).toEqual([]);
});

test("a host that is kept from sale needs attention", async () => {
  const ctx = { ...market.operator.ctx, now: new Date() };
  const [host] = await listHosts(ctx);
  expect(host!.state).toBe("draining");
  expect((await getFleetOverview(ctx)).hostsNeedingAttention.map(({ id }) => id)).toEqual([market.hostId]);
});
