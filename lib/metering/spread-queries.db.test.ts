import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { amountMicros } from "@/lib/core/rating/amount";
import { getCustomer } from "@/lib/leases/customer-queries";
import { getDeskLease, listDeskLeases } from "@/lib/leases/desk-queries";
import type { Lease } from "@/lib/leases/types";
import { checkBooks } from "@/lib/ledger/desk-queries";
import { billDueLeases } from "./bill-due-leases";
import { exportSpread } from "./export-spread";
import { getLiveSpread } from "./live-spread-queries";
import { getSpreadReport, SPREAD_BUCKETS, SPREAD_GROUPS } from "./spread-queries";

const START = new Date("2026-11-23T22:30:00Z");
const DAY_1 = { from: new Date("2026-11-23T00:00:00Z"), to: new Date("2026-11-24T00:00:00Z") };
const DAY_2 = { from: new Date("2026-11-24T00:00:00Z"), to: new Date("2026-11-25T00:00:00Z") };
const RETAIL = 2_560_000n;
const WHOLESALE = 1_850_000n;

let test: TestDatabase;
let market: Market;
let buyers: [Buyer, Buyer];
let leases: [Lease, Lease];

const minutes = (n: number) => new Date(START.getTime() + n * 60_000);

/** One lease of 2 and one of 4 accelerators run from 22:30 to 01:00 UTC; the hour to 01:00 is closed, then 20 minutes more are proven. */
beforeAll(async () => {
  test = await createTestDatabase();
  await installTestClock(test.db, START);
  market = await createMarket(test.db);
  buyers = [await createBuyer(market), await createBuyer(market)];
  leases = [await buyers[0].launch(2), await buyers[1].launch(4)];
  for (let minute = 0; minute <= 170; minute += 10) {
    await setTestClock(test.db, minutes(minute));
    await market.report(
      leases.map((lease, at) => ({ leaseId: lease.id, containerId: `c${at}`, uptimeMs: minute * 60_000 + 1_000 })),
    );
  }
  await billDueLeases(market.host);
});
afterAll(() => test.close());

describe("the spread of a period", () => {
  it.each(SPREAD_GROUPS)("adds up by %s to the totals, the ledger and the seconds", async (by) => {
    const report = await getSpreadReport(market.platform.ctx, DAY_1, by);
    const hours = (6n * 90n) / 60n;
    expect(report.totals).toEqual([
      { currency: "USD", retailMicros: RETAIL * hours, wholesaleMicros: WHOLESALE * hours },
    ]);
    expect(report.ledgerRevenue).toEqual([{ currency: "USD", amountMicros: (RETAIL - WHOLESALE) * hours }]);
    const sum = (read: (row: (typeof report.rows)[number]) => bigint) =>
      report.rows.reduce((total, row) => total + read(row), 0n);
    expect(sum((row) => row.retailMicros)).toBe(RETAIL * hours);
    expect(sum((row) => row.acceleratorSeconds)).toBe(hours * 3_600n);
    expect(report.rows).toHaveLength(by === "site" || by === "operator" ? 1 : 2);
  });

  it("puts what ends at midnight into the day that ends there", async () => {
    const [before, after] = await Promise.all(
      [DAY_1, DAY_2].map((day) => getSpreadReport(market.platform.ctx, day, "sku")),
    );
    expect(before!.points.map((point) => point.at.toISOString())).toEqual([
      "2026-11-23T22:00:00.000Z",
      "2026-11-23T23:00:00.000Z",
    ]);
    expect(after!.points.map((point) => point.at.toISOString())).toEqual(["2026-11-24T00:00:00.000Z"]);
    expect(after!.ledgerRevenue[0]!.amountMicros).toBe((RETAIL - WHOLESALE) * 6n);
  });

  it.each(SPREAD_BUCKETS)("comes out as a file per %s whose sums are the ledger's", async (bucket) => {
    const rows = await exportSpread(market.platform.ctx, {
      by: "operator",
      bucket,
      from: "2026-11-23",
      to: "2026-11-24",
    });
    const micros = rows.slice(1).map((row) => BigInt(String(row.at(-1)).replace(".", "")));
    const both = await Promise.all([DAY_1, DAY_2].map((day) => getSpreadReport(market.platform.ctx, day, "sku")));
    const revenue = both.flatMap((report) => report.ledgerRevenue).reduce((sum, row) => sum + row.amountMicros, 0n);
    expect(micros.reduce((sum, one) => sum + one, 0n)).toBe(revenue);
    expect(rows).toHaveLength({ hour: 3, day: 2, month: 1 }[bucket] + 1);
    const backwards = exportSpread(market.platform.ctx, { by: "sku", bucket, from: "2026-11-24", to: "2026-11-23" });
    await expect(backwards).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("is for the platform alone", async () => {
    await expect(getSpreadReport(buyers[0].ctx, DAY_1, "sku")).rejects.toMatchObject({ code: "forbidden" });
    await expect(getLiveSpread(market.operator.ctx)).rejects.toMatchObject({ code: "forbidden" });
    await expect(getDeskLease(buyers[0].ctx, leases[0].id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the live spread", () => {
  it("shows the rates that are pinned and what is proven but not booked", async () => {
    const live = await getLiveSpread(market.platform.ctx);
    expect(live.totals).toEqual([
      {
        currency: "USD",
        leaseCount: 2,
        acceleratorCount: 6,
        retailMicrosPerHour: RETAIL * 6n,
        wholesaleMicrosPerHour: WHOLESALE * 6n,
      },
    ]);
    const sinceClose = (rate: bigint) =>
      amountMicros(rate * 2n, 9_000n, 10_200n) + amountMicros(rate * 4n, 9_000n, 10_200n);
    const accrued = { retailMicros: sinceClose(RETAIL), wholesaleMicros: sinceClose(WHOLESALE) };
    expect(live.accrued).toEqual([{ currency: "USD", ...accrued }]);
    expect(live.leases.map((lease) => lease.leaseId)).toEqual([leases[1].id, leases[0].id]);
  });
});

describe("the desk", () => {
  it("sees a customer's balance, hold and burn", async () => {
    const [customer] = await getCustomer(market.platform.ctx, buyers[1].organizationId);
    expect(customer).toMatchObject({
      currency: "USD",
      balanceMicros: 1_000_000_000n - (RETAIL * 4n * 150n) / 60n,
      runningLeases: 1,
      burnMicrosPerHour: RETAIL * 4n,
    });
    expect(customer!.heldMicros).toBeGreaterThan(0n);
  });

  it("sees both sides' money of a lease, and the books balance", async () => {
    const page = await listDeskLeases(market.platform.ctx, { q: leases[0].id, limit: 10, offset: 0 });
    expect(page).toMatchObject({ total: 1, leases: [{ retailMicros: (RETAIL * 2n * 150n) / 60n, stuck: null }] });
    const detail = await getDeskLease(market.platform.ctx, leases[0].id);
    expect(detail.segments.map((segment) => segment.retailMicros)).toEqual([RETAIL * 2n, RETAIL * 2n, RETAIL]);
    expect(await checkBooks(market.platform.ctx)).toMatchObject([{ differenceMicros: 0n, wrongBalances: 0 }]);
  });
});
