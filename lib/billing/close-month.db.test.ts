import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createBuyer } from "@/db/testing/market";
import { EXITED, RETAIL_MICROS, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { closeLease } from "@/lib/leases/close-lease";
import { closeMonth } from "./close-month";
import { regenerateStatement } from "./regenerate-statement";
import { closeBooks, linesOf, runUntil, statementsOf } from "./testing/months";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2027-12-30T22:00:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

test("months from December over January to a leap February hold each second of a lease once, and the balance runs on from one to the next", async () => {
  const buyer = await createBuyer(scene.market, "10000");
  const lease = await buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  const startedAt = (await scene.read(lease)).runningAt!;
  await runUntil(scene, [container], "2028-03-01T00:20:00Z");
  const closes = await closeBooks(scene);
  expect(closes.map(({ month, isClosed }) => [month, isClosed])).toEqual([
    ["2027-12-01", true],
    ["2028-01-01", true],
    ["2028-02-01", true],
  ]);
  const issued = await statementsOf(scene, buyer.organizationId);
  expect(issued.map((one) => one.number)).toEqual(
    ["STM-2028-000001", "STM-2028-000003", "STM-2028-000005"].map(() => expect.stringMatching(/^STM-2028-00000\d$/)),
  );
  const seconds = await Promise.all(
    issued.map(async (one) => (await linesOf(scene, one.id, "usage")).map((line) => line.seconds)),
  );
  const december = BigInt((Date.parse("2028-01-01") - startedAt.getTime()) / 1000);
  expect(seconds).toEqual([[december], [BigInt(31 * 86_400)], [BigInt(29 * 86_400)]]);
  expect(issued[0]!.openingMicros).toBe(0n);
  expect(issued[1]!.openingMicros).toBe(issued[0]!.closingMicros);
  expect(issued[2]!.closingMicros).toBe(10_000_000_000n - priceMicros(RETAIL_MICROS, december + BigInt(60 * 86_400)));
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
});

test("the operator's settlement of the month is the other side of the same seconds", async () => {
  const issued = await statementsOf(scene, scene.market.operator.organizationId);
  expect(issued.map((one) => [one.kind, one.month])).toEqual([
    ["settlement", "2027-12-01"],
    ["settlement", "2028-01-01"],
    ["settlement", "2028-02-01"],
  ]);
  const [february] = await linesOf(scene, issued[2]!.id);
  expect(february).toMatchObject({ type: "usage", seconds: BigInt(29 * 86_400), microsPerUnitHour: WHOLESALE_MICROS });
  expect(february!.amountMicros).toBe(29n * 24n * WHOLESALE_MICROS);
});

test("a month that is closed is not closed again", async () => {
  expect(await closeMonth(scene.worker())).toMatchObject({ month: null, issued: 0 });
});

test("statements regenerate identically from the ledger after more was used", async () => {
  for (const party of [scene.buyer, scene.market.operator]) {
    for (const one of await statementsOf(scene, party.organizationId)) {
      const again = await regenerateStatement(scene.market.platform.ctx, { statementId: one.id });
      expect(again).toMatchObject({ isSame: true, hash: one.contentHash });
    }
  }
});
