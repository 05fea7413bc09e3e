import { isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leases } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { AppError } from "@/lib/errors";
import { closeLease } from "@/lib/leases/close-lease";
import { getDesiredState } from "@/lib/leases/desired-state";
import { watchLeases } from "@/lib/leases/watch-leases";
import { auditBooks } from "./audit-books";
import { billDueLeases } from "./bill-due-leases";
import { guardBalances } from "./guard-balances";

/** Rounds are what counts: a slow machine takes longer for them. */
const LAUNCHES = 24;
const LONGEST_MS = 60_000;
let database: TestDatabase;
let markets: Market[];
let buyers: Buyer[];

beforeAll(async () => {
  database = await createTestDatabase();
  markets = [
    await createMarket(database.db, { accelerators: 4 }),
    await createMarket(database.db, { accelerators: 4 }),
  ];
  buyers = await Promise.all([0, 1, 2, 3].map((i) => createBuyer(markets[i % 2]!)));
});
afterAll(() => database.close());

/** What an agent does: it runs what is wanted, reports it, and ends what is to be stopped. */
async function hostStep(market: Market, startedAt: Map<string, number>) {
  const { instances } = await getDesiredState(market.host);
  await market.report(
    instances.map((wanted) => {
      const started = startedAt.get(wanted.leaseId) ?? Date.now();
      startedAt.set(wanted.leaseId, started);
      const common = { leaseId: wanted.leaseId, containerId: `c-${wanted.leaseId}`, uptimeMs: Date.now() - started };
      return wanted.state === "stopped" ? { ...common, phase: "exited", endedAgoMs: 3, exitCode: 0 } : common;
    }),
  );
}

async function until(isOver: () => boolean, step: () => Promise<unknown>) {
  while (!isOver()) await step();
}

test("launches, stops, heartbeats, ticks and guards at once neither deadlock nor unbalance the books", async () => {
  const deadline = Date.now() + LONGEST_MS;
  const isOver = () => launched >= LAUNCHES || Date.now() > deadline;
  const worker = () => testContext(database.db, { type: "system", name: "worker" });
  const started = markets.map(() => new Map<string, number>());
  const refusals = new Map<string, number>();
  let launched = 0;
  const customer = async (buyer: Buyer) => {
    try {
      const lease = await buyer.launch(launched % 3 === 0 ? 2 : 1);
      launched += 1;
      await new Promise((resolve) => setTimeout(resolve, 150));
      await closeLease(buyer.ctx, { leaseId: lease.id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
    }
  };
  await Promise.all([
    ...buyers.map((buyer) => until(isOver, () => customer(buyer))),
    ...markets.map((market, i) => until(isOver, () => hostStep(market, started[i]!))),
    until(isOver, () => billDueLeases(worker(), { limit: 5 })),
    until(isOver, () => billDueLeases(worker(), { limit: 5 })),
    until(isOver, () => watchLeases(worker())),
    until(isOver, () => guardBalances(worker())),
  ]);
  expect(launched).toBeGreaterThanOrEqual(LAUNCHES);
  expect([...refusals.keys()].every((code) => code === "insufficient_capacity")).toBe(true);

  for (const [i, market] of markets.entries()) await hostStep(market, started[i]!);
  while ((await billDueLeases(worker())).leases > 0);
  expect((await auditBooks(database.db)).filter((one) => one.violations > 0)).toEqual([]);
  expect(await database.db.select().from(leases).where(isNull(leases.endedAt))).toEqual([]);
}, 90_000);
