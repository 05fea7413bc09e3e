import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leases } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { formatMoney } from "@/lib/core/money";
import { newId } from "@/lib/ids";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { regenerateStatement } from "./regenerate-statement";
import { takeBackHour } from "./testing/corrections";
import { closeBooks, linesOf, runUntil, statementsOf } from "./testing/months";
import { fxRate, taxProfile, taxRate } from "./testing/terms";

let scene: Scene;
let german: Buyer;
let reversed: Buyer;
let chinese: Buyer;
const lease: Record<string, Lease> = {};
let containers: ReturnType<Scene["container"]>[];

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-30T22:00:00.250Z"));
  await taxRate(scene, { jurisdiction: "DE", name: "VAT", rateBps: 1900 });
  await taxRate(scene, { jurisdiction: "AT", name: "VAT", rateBps: 2000, reverseCharge: true });
  await fxRate(scene, "USD", "CNY", 7_133_300_000n);
  german = await createBuyer(scene.market, "10000");
  reversed = await createBuyer(scene.market, "10000");
  chinese = await createBuyer(scene.market, "10000");
  await taxProfile(scene, german.organizationId, { jurisdiction: "DE", legalName: "Rechenwerk GmbH" });
  await taxProfile(scene, reversed.organizationId, {
    jurisdiction: "AT",
    legalName: "Werkstatt AG",
    taxId: "ATU12345678",
  });
  await taxProfile(scene, chinese.organizationId, { jurisdiction: "DE", legalName: "算力科技有限公司" });
  await creditCustomer(scene.market.platform.ctx, {
    organizationId: chinese.organizationId,
    amountMicros: 50_000_000_000n,
    currency: "CNY",
    reference: "Wire",
    idempotencyKey: newId("req"),
  });
  for (const [name, buyer] of Object.entries({ german, reversed, chinese })) lease[name] = await buyer.launch(1);
  await scene.database.db.update(leases).set({ billingCurrency: "CNY" }).where(eq(leases.id, lease.chinese!.id));
  await scene.pass(7);
  containers = Object.values(lease).map((one) => scene.container(one));
  await scene.market.report(containers.map((container) => container.seen()));
  await runUntil(scene, containers, "2026-04-01T00:16:00Z");
  await closeBooks(scene);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

test("usage and its tax are lines of their own, and the tax names jurisdiction and rate", async () => {
  const [march] = await statementsOf(scene, german.organizationId);
  const [usage] = await linesOf(scene, march!.id, "usage");
  const tax = await linesOf(scene, march!.id, "tax");
  const segments = await scene.segmentsOf(lease.german!);
  expect(usage!.amountMicros).toBe(-sum(segments.map((segment) => segment.retailMicros)));
  expect(usage).toMatchObject({
    leaseId: lease.german!.id,
    units: 1,
    microsPerUnitHour: RETAIL_MICROS,
    skuCode: "h100-sxm-80.x1",
  });
  expect(tax.map((line) => [line.description, line.amountMicros])).toEqual([
    ["VAT DE 19 %", -sum(segments.map((segment) => segment.taxMicros))],
  ]);
  expect(march!.parties.recipient).toMatchObject({ name: "Rechenwerk GmbH", jurisdiction: "DE" });
});

test("under reverse charge the tax line is zero and the document says who accounts for it", async () => {
  const [march] = await statementsOf(scene, reversed.organizationId);
  expect(await linesOf(scene, march!.id, "tax")).toMatchObject([
    { description: "VAT AT 0 %, reverse charge", amountMicros: 0n },
  ]);
  expect(march!.parties.notes[0]).toMatch(/^Reverse charge/);
  expect(march!.parties.recipient.taxId).toBe("ATU12345678");
});

test("who pays in another currency has usage and tax on one document in it, and the account it passes through says nothing of it", async () => {
  const [cny, usd] = await statementsOf(scene, chinese.organizationId);
  const lines = await linesOf(scene, cny!.id);
  expect(lines.map((line) => line.type)).toEqual(["usage", "tax", "top_up"]);
  const charged = sum((await scene.segmentsOf(lease.chinese!)).map((segment) => segment.chargeMicros ?? 0n));
  expect(lines[0]!.amountMicros + lines[1]!.amountMicros).toBe(-charged);
  expect(lines[0]!.description).toContain("converted at 7.1333");
  const net = -lines[0]!.amountMicros;
  expect(-lines[1]!.amountMicros - (net * 19n) / 100n).toBeLessThan(3n);
  expect((await linesOf(scene, usd!.id)).map((line) => line.type)).toEqual(["top_up"]);
});

test("closing is opening plus the lines to the micro, and rounding is what the lines' cents differ by", async () => {
  for (const buyer of [german, reversed, chinese]) {
    for (const one of await statementsOf(scene, buyer.organizationId)) {
      const lines = await linesOf(scene, one.id);
      expect(one.closingMicros).toBe(one.openingMicros + sum(lines.map((line) => line.amountMicros)));
      expect(one.totalMinor * 10_000n - one.roundingMicros).toBe(one.closingMicros - one.openingMicros);
      expect(formatMoney(one.closingMicros, one.currency)).toMatch(/\d\.\d\d$/);
    }
  }
});

test("inclusive month ends: the hour that ends at midnight is the old month's, the one that begins there the new one's, and none is both's", async () => {
  const [march] = await statementsOf(scene, german.organizationId);
  const [usage] = await linesOf(scene, march!.id, "usage");
  expect(usage!.to).toEqual(new Date("2026-04-01T00:00:00Z"));
  await runUntil(scene, containers, "2026-04-01T01:00:00Z");
});

test("late usage and a correction of a closed month are dropped from no statement: the next one has them, and the closed one stays as it was", async () => {
  const [before] = await statementsOf(scene, german.organizationId);
  await takeBackHour(scene, lease.german!.id, "2026-03-31T10:00:00Z");
  await takeBackHour(scene, lease.chinese!.id, "2026-03-31T10:00:00Z");
  await runUntil(scene, containers, "2026-05-01T00:16:00Z");
  await closeBooks(scene);
  for (const buyer of [german, chinese]) {
    const [, april] = (await statementsOf(scene, buyer.organizationId)).filter(
      (one) => one.currency === (buyer === chinese ? "CNY" : "USD"),
    );
    const [correction] = await linesOf(scene, april!.id, "adjustment");
    expect(correction).toMatchObject({ seconds: -3_600n, description: "Correction: operator outage" });
    expect(correction!.amountMicros).toBeGreaterThan(0n);
    expect((await linesOf(scene, april!.id, "tax")).map((line) => line.description).sort()).toEqual([
      "Tax DE on corrections",
      "VAT DE 19 %",
    ]);
  }
  const again = await regenerateStatement(scene.market.platform.ctx, { statementId: before!.id });
  expect(again).toMatchObject({ isSame: true, hash: before!.contentHash });
  for (const party of [german, reversed, chinese, scene.market.operator])
    for (const one of await statementsOf(scene, party.organizationId))
      expect((await regenerateStatement(scene.market.platform.ctx, { statementId: one.id })).isSame).toBe(true);
  const settlements = await statementsOf(scene, scene.market.operator.organizationId);
  expect((await linesOf(scene, settlements[1]!.id, "adjustment")).map((line) => line.amountMicros)).toEqual([
    -1_850_000n,
    -1_850_000n,
  ]);
});
