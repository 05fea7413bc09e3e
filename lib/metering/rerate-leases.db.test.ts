import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fxRates, leaseCorrections, leases, priceBooks, taxRates, usageAdjustments } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { findPrepaidBalance } from "@/lib/ledger/queries";
import { correctLease } from "./correct-lease";
import type { RerateLeasesInput } from "./correction-schemas";
import { previewRerating } from "./preview-rerating";
import { rerateLeases } from "./rerate-leases";
import { getSpreadReport } from "./spread-queries";

let scene: Scene;
let bookId: string;
const found: Record<"plain" | "converted" | "running", Lease> = {} as never;
const RATE_E9 = 7_100_000_000n;
const HOUR = { from: new Date("2026-05-01T10:00:00Z"), to: null };

/** Two ended leases of one accelerator, 30 minutes each, one taxed and paid in CNY; a third runs on, billed to 11:00. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-05-01T10:20:00Z"));
  const { db } = scene.database;
  const foreign = await createBuyer(scene.market);
  await creditCustomer(scene.market.platform.ctx, {
    organizationId: foreign.organizationId,
    amountMicros: 1_000_000_000n,
    currency: "CNY",
    reference: "Transfer",
    idempotencyKey: newId("req"),
  });
  await db.insert(taxRates).values({ id: newId("txr"), jurisdiction: "DE", name: "VAT", rateBps: 1_900, during: HOUR });
  await db.execute(sql`INSERT INTO customer_tax_profiles (id, organization_id, jurisdiction, legal_name, address, during)
    VALUES (${newId("ctp")}, ${foreign.organizationId}, 'DE', 'F GmbH', 'Berlin', '[2026-05-01T10:00:00Z,)')`);
  await db
    .insert(fxRates)
    .values({ id: newId("fxr"), base: "USD", quote: "CNY", rateE9: RATE_E9, during: HOUR, source: "test" });
  found.plain = await scene.buyer.launch(1);
  found.converted = await foreign.launch(1);
  found.running = await scene.buyer.launch(1);
  await db.update(leases).set({ billingCurrency: "CNY" }).where(eq(leases.id, found.converted.id));
  await scene.pass(2);
  const containers = Object.values(found).map((lease) => scene.container(lease));
  const beat = () => scene.market.report(containers.map((one) => one.seen()));
  await beat();
  for (let minute = 0; minute < 30; minute++) {
    await scene.pass(60);
    await beat();
  }
  await closeLease(scene.buyer.ctx, { leaseId: found.plain.id });
  await closeLease(foreign.ctx, { leaseId: found.converted.id });
  await scene.market.report(containers.map((one, at) => one.seen(at < 2 ? EXITED : {})));
  for (let minute = 0; minute < 12; minute++) {
    await scene.pass(60);
    await scene.market.report([containers[2]!.seen()]);
  }
  await scene.tick();
  bookId = (await db.select().from(priceBooks))[0]!.id;
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const input = (change: Partial<RerateLeasesInput> = {}): RerateLeasesInput => ({
  priceBookId: bookId,
  skuId: scene.market.sku[1],
  region: "*",
  from: "2026-05-01T10:30:00Z",
  to: "2026-05-01T12:00:00Z",
  price: "1.28",
  reason: "The price was entered twice as high",
  idempotencyKey: "the-wrong-price-of-may",
  ...change,
});
const desk = () => scene.market.platform.ctx;
const adjustments = () => scene.database.db.select().from(usageAdjustments);
const cny = async () =>
  (await findPrepaidBalance(scene.database.db, (await scene.read(found.converted)).organizationId, "CNY"))
    .balanceMicros;

describe("re-rating", () => {
  test("is previewed by customer, operator and spread, and changes nothing by being looked at", async () => {
    const { reason: _, idempotencyKey: __, ...wanted } = input();
    const preview = await previewRerating(desk(), wanted);
    expect(preview).toMatchObject({ leaseCount: 3, changedCount: 3, currency: "USD" });
    expect(preview.customers.map((party) => [party.billingCurrency, party.leaseCount])).toEqual([
      ["CNY", 1],
      ["USD", 2],
    ]);
    expect(preview.operators).toMatchObject([{ leaseCount: 3, wholesaleMicros: 0n }]);
    expect(preview.spreadMicros).toBe(preview.totals.retailMicros);
    expect(await adjustments()).toEqual([]);
    const { totals, corrected, more } = await rerateLeases(desk(), input());
    expect({ totals, corrected, more }).toEqual({ totals: preview.totals, corrected: 3, more: false });
  });

  test("halves what was billed since, with tax and in the currency that was paid in", async () => {
    const [row] = (await adjustments()).filter((one) => one.leaseId === found.converted.id);
    const desired = priceMicros(RETAIL_MICROS, 598n) + priceMicros(RETAIL_MICROS / 2n, 1_202n);
    expect(row!.deltaRetailMicros).toBe(desired - priceMicros(RETAIL_MICROS, 1_800n));
    expect(row!.deltaTaxMicros).toBeLessThan(0n);
    const gross = ((row!.deltaRetailMicros + row!.deltaTaxMicros) * RATE_E9) / 1_000_000_000n;
    expect(row!.deltaChargeMicros! - gross).toBeGreaterThanOrEqual(-10n);
    expect(row!.deltaChargeMicros! - gross).toBeLessThanOrEqual(10n);
  });

  test("posts nothing the second time, whichever calls came at once, and goes on where it broke off", async () => {
    const before = [await adjustments(), await cny()];
    const again = await Promise.all([1, 2].map(() => rerateLeases(desk(), input())));
    expect(again.map((one) => one.corrected)).toEqual([0, 0]);
    expect([await adjustments(), await cny()]).toEqual(before);
    const other = { idempotencyKey: "the-wrong-price-of-may-2", price: "1" };
    const raced = await Promise.all([1, 2, 3].map(() => rerateLeases(desk(), input(other))));
    expect(raced.reduce((sum, one) => sum + one.corrected, 0)).toBe(3);
    await rerateLeases(desk(), input({ idempotencyKey: "the-wrong-price-of-may-3" }));
    const sum = (rows: { deltaRetailMicros: bigint }[]) => rows.reduce((all, one) => all + one.deltaRetailMicros, 0n);
    expect(sum(await adjustments())).toBe(sum(before[0] as never));
    expect(await cny()).toBe(before[1]);
  });

  test("reaches to what is billed; a tick and a correction at once bill and correct each second once", async () => {
    const container = scene.container(found.running);
    const [live] = await scene.database.db
      .select()
      .from(leaseCorrections)
      .where(eq(leaseCorrections.leaseId, found.running.id));
    expect(live!.during.to).toEqual(new Date("2026-05-01T11:00:00Z"));
    const started = container.seen().uptimeMs!;
    for (let minute = 1; minute <= 60; minute++) {
      await scene.pass(60);
      const uptimeMs = started + 44 * 60_000 + minute * 60_000;
      await scene.market.report([{ ...container.seen(), uptimeMs }]);
    }
    const window = { from: "2026-05-01T10:40:00Z", to: "2026-05-01T10:50:00Z" };
    await Promise.all([
      scene.tick(),
      correctLease(desk(), {
        leaseId: found.running.id,
        kind: "state",
        state: "unreachable",
        ...window,
        reason: "Outage",
        idempotencyKey: newId("req"),
      }),
    ]);
    expect((await rerateLeases(desk(), input({ idempotencyKey: "the-rest-of-it" }))).corrected).toBe(3);
  });

  test("shows in the spread of the period in which it was booked, as in the ledger", async () => {
    const day = { from: new Date("2026-05-01T00:00:00Z"), to: new Date("2026-05-02T00:00:00Z") };
    const report = await getSpreadReport(desk(), day, "customer");
    const [total] = report.totals;
    expect(report.ledgerRevenue).toEqual([
      { currency: "USD", amountMicros: total!.retailMicros - total!.wholesaleMicros },
    ]);
  });

  test.each([
    [{ price: "-2" }, "price"],
    [{ to: "2026-05-01T10:00:00Z" }, "to"],
    [{ region: "Mars" }, "region"],
    [{ reason: "" }, "reason"],
  ] as [Partial<RerateLeasesInput>, string][])("refuses %o", async (change, field) => {
    await expect(rerateLeases(desk(), input(change))).rejects.toMatchObject({
      options: { fields: { [field]: [expect.any(String)] } },
    });
  });
});
