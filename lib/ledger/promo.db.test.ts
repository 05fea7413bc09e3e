import { and, asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ledgerAccounts, promoGrants } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import { expirePromo } from "./expire-promo";
import { grantPromo } from "./grant-promo";

let scene: Scene;
let buyer: Buyer;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:10:00Z"));
  buyer = await createBuyer(scene.market, "100");
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const grant = (amountMicros: bigint, expiresOn: string, idempotencyKey = newId("req")) => ({
  organizationId: buyer.organizationId,
  amountMicros,
  currency: "USD" as const,
  expiresOn,
  reason: "Welcome to the new region",
  idempotencyKey,
});

async function balances() {
  const rows = await scene.database.db
    .select()
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.organizationId, buyer.organizationId), eq(ledgerAccounts.currency, "USD")));
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.balanceMicros ?? 0n;
  return { prepaid: of("customer_prepaid"), promo: of("customer_promo") };
}

const remaining = async () =>
  (
    await scene.database.db
      .select()
      .from(promoGrants)
      .where(eq(promoGrants.organizationId, buyer.organizationId))
      .orderBy(asc(promoGrants.createdAt), asc(promoGrants.id))
  ).map((row) => row.remainingMicros);

test("promotional money is used before prepaid money, what expires first before the rest, and is booked once", async () => {
  const desk = scene.market.platform.ctx;
  const late = grant(3_000_000n, "2026-06-30");
  const [first] = await Promise.all([grantPromo(desk, late), grantPromo(desk, late), grantPromo(desk, late)]);
  expect(await grantPromo(desk, late)).toEqual(first);
  await grantPromo(desk, grant(1_000_000n, "2026-03-31"));
  expect(await balances()).toEqual({ prepaid: 100_000_000n, promo: 4_000_000n });

  const lease = await buyer.launch(2);
  await scene.pass(5);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(1_000, 50);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const charge = priceMicros(RETAIL_MICROS * 2n, 1_000n);
  expect(await balances()).toEqual({ prepaid: 100_000_000n, promo: 4_000_000n - charge });
  expect(await remaining()).toEqual([3_000_000n - (charge - 1_000_000n), 0n]);
});

test("beyond the grants the prepaid balance pays", async () => {
  const before = await balances();
  const lease = await buyer.launch(8);
  await scene.pass(5);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(1_800, 50);
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const charge = await scene.chargedFor(lease);
  expect(await balances()).toEqual({ prepaid: before.prepaid - (charge - before.promo), promo: 0n });
});

test("what is left after the last day goes back, once, and not before late use of that day is booked", async () => {
  await grantPromo(scene.market.platform.ctx, grant(7_000_000n, "2026-03-02"));
  await scene.pass((Date.parse("2026-03-03T00:00:00Z") - scene.now.getTime()) / 1_000 + 60);
  expect(await expirePromo(scene.worker())).toBe(0);
  await scene.pass(2 * 3_600);
  const done = await Promise.all([expirePromo(scene.worker()), expirePromo(scene.worker())]);
  expect(done.reduce((a, b) => a + b)).toBe(1);
  expect((await balances()).promo).toBe(0n);
});

test("a grant of nothing, of too much, for a past day or the wrong party is refused, beside the field", async () => {
  const desk = scene.market.platform.ctx;
  const fieldsOf = async (input: Parameters<typeof grantPromo>[1]) => {
    const error = await grantPromo(desk, input).catch((thrown: { options: { fields: object } }) => thrown);
    return "options" in error ? Object.keys(error.options.fields) : [];
  };
  expect(await fieldsOf(grant(0n, "2026-12-31"))).toEqual(["amount"]);
  expect(await fieldsOf(grant(100_001_000_000n, "2026-12-31"))).toEqual(["amount"]);
  expect(await fieldsOf(grant(1n, "2026-03-01"))).toEqual(["expiresOn"]);
  expect(await fieldsOf(grant(1n, "2036-03-01"))).toEqual(["expiresOn"]);
  const operator = { ...grant(1n, "2026-12-31"), organizationId: scene.market.operator.organizationId };
  expect(await codeOf(grantPromo(desk, operator))).toBe("not_found");
  expect(await codeOf(grantPromo(buyer.ctx, grant(1n, "2026-12-31")))).toBe("forbidden");
});
