import { generateKeyPairSync } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fxRates, leases } from "@/db/schema";
import { createCustomer, createOperator } from "@/db/testing/context";
import { EXITED, Scene } from "@/db/testing/scene";
import { type Receipt, receiptSchema } from "@/lib/core/receipts/receipt";
import { verifyReceipt } from "@/lib/core/receipts/verify";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { correctLease } from "./correct-lease";
import { getReceipt } from "./get-receipt";
import { publishedKeys } from "./receipt-key";

let scene: Scene;
let lease: Lease;

const KEY = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");

beforeEach(() => vi.stubEnv("OPENHALL_RECEIPT_KEY", KEY));
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
  lease = await usedLease();
});
afterAll(async () => {
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});

/** Over an hour edge, with a stretch in which it could not be reached. */
async function usedLease(): Promise<Lease> {
  const launched = await scene.buyer.launch(2);
  await scene.pass(4);
  const container = scene.container(launched);
  await container.beat();
  await container.runFor(400, 20);
  await container.beat({ phase: "unreachable" });
  await scene.pass(60);
  await container.beat();
  await container.runFor(900, 20);
  await closeLease(scene.buyer.ctx, { leaseId: launched.id });
  await container.beat(EXITED);
  await scene.tick();
  return launched;
}

const read = async (ctx = scene.buyer.ctx, side?: Receipt["side"]) =>
  // as it comes out of the file
  receiptSchema.parse(
    JSON.parse(JSON.stringify(await getReceipt(ctx, { leaseId: lease.id, ...(side ? { side } : {}) }))),
  );

const failed = (receipt: Receipt) =>
  verifyReceipt(receipt)
    .checks.filter((check) => !check.ok)
    .map((check) => check.name);

describe("a receipt", () => {
  test("comes to the bill that was booked, recomputed without the database", async () => {
    const receipt = await read();
    const published = publishedKeys().map((key) => key.publicKey);
    const verdict = verifyReceipt(receipt, { publishedKeys: published });
    expect(verdict.checks.filter((check) => !check.ok)).toEqual([]);
    expect(BigInt(receipt.totals.chargeMicros)).toBe(await scene.chargedFor(lease));
    expect(receipt.records.filter(({ body }) => body.type === "segment" && body.zeroReason !== null).length).toBe(2);
    expect(verdict.proves.join(" ")).toContain("recomputed");
    expect(verdict.doesNotProve.join(" ")).toContain("simulated");
    expect(verdict.doesNotProve.join(" ")).not.toContain("That the key is the platform's");
  });

  test("shows the operator what they earn and nothing of the customer's price or name, and the customer nothing of wholesale", async () => {
    const [customers, operators] = [await read(), await read(scene.market.operator.ctx)];
    expect(failed(operators)).toEqual([]);
    const wholesale = (await scene.segmentsOf(lease)).reduce((sum, segment) => sum + segment.wholesaleMicros, 0n);
    expect(BigInt(operators.totals.chargeMicros)).toBe(wholesale);
    expect(JSON.stringify(operators)).not.toMatch(/2560000|org_/);
    expect(operators.lease.name).toBeNull();
    expect(JSON.stringify(customers)).not.toContain("1850000");
  });

  test("is another tenant's secret: not found for them, either side for the desk", async () => {
    const [stranger, rival] = [await createCustomer(scene.database.db), await createOperator(scene.database.db)];
    for (const { ctx } of [stranger, rival])
      await expect(getReceipt(ctx, { leaseId: lease.id })).rejects.toMatchObject({ code: "not_found" });
    expect((await read(scene.market.platform.ctx, "operator")).side).toBe("operator");
    expect((await read(scene.buyer.ctx, "operator")).side).toBe("customer");
  });

  test("of a boot that failed has a zero line with its reason", async () => {
    const unlucky = await scene.buyer.launch(1);
    await scene.pass(181);
    await scene.market.report([{ leaseId: unlucky.id, phase: "booting" }]);
    await watchLeases(scene.worker());
    await scene.tick();
    const receipt = receiptSchema.parse(await getReceipt(scene.buyer.ctx, { leaseId: unlucky.id }));
    expect(failed(receipt)).toEqual([]);
    expect(receipt.totals).toMatchObject({ chargeMicros: "0", seconds: "0" });
    expect(receipt.summary).toMatch(/did not start: \$0\.000000 is charged.*180 s/);
    const [zero] = receipt.records.flatMap(({ body }) => (body.type === "segment" ? [body] : []));
    expect(zero).toMatchObject({ chargeMicros: "0", zeroReason: expect.stringContaining("SSH") });
  });

  test("is refused, not unsigned, where the platform has no key", async () => {
    vi.stubEnv("OPENHALL_RECEIPT_KEY", "");
    await expect(getReceipt(scene.buyer.ctx, { leaseId: lease.id })).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a corrected lease's receipt", () => {
  const correct = (change: object) =>
    correctLease(scene.market.platform.ctx, {
      leaseId: corrected.id,
      reason: "Found out later",
      idempotencyKey: newId("req"),
      ...change,
    } as Parameters<typeof correctLease>[1]);
  let corrected: Lease;

  test("shows what was corrected and recomputes it, on either side, and a forged adjustment is found out", async () => {
    corrected = await usedLease();
    const { runningAt } = await scene.read(corrected);
    const at = (seconds: number) => new Date(runningAt!.getTime() + seconds * 1_000).toISOString();
    await correct({ kind: "state", state: "unreachable", from: at(10), to: at(130) });
    await correct({ kind: "retail_rate", price: "1.99", from: at(100), to: at(300) });
    await correct({ kind: "wholesale_rate", price: "2", from: at(200), to: at(300) });
    for (const ctx of [scene.buyer.ctx, scene.market.operator.ctx]) {
      const receipt = receiptSchema.parse(await getReceipt(ctx, { leaseId: corrected.id }));
      expect(failed(receipt)).toEqual([]);
      const adjustments = receipt.records.filter(({ body }) => body.type === "adjustment");
      expect(adjustments.length).toBeGreaterThan(0);
      edit(receipt, "adjustment", (body) => Object.assign(body, { amountMicros: "-1" }));
      expect(failed(receipt)).toContain("corrections");
    }
    const mine = JSON.stringify(await getReceipt(scene.buyer.ctx, { leaseId: corrected.id }));
    expect(mine).not.toContain('"microsPerUnitHour":"2000000"');
  });
});

describe("a receipt that was tampered with", () => {
  const edits: [string, (receipt: Receipt) => void, string[]][] = [
    [
      "an amount in a record",
      (r) => edit(r, "segment", (body) => Object.assign(body, { amountMicros: "1" })),
      ["chain", "signature", "segments", "totals"],
    ],
    [
      "a price",
      (r) => edit(r, "rate", (body) => Object.assign(body, { microsPerUnitHour: "1" })),
      ["chain", "signature", "segments"],
    ],
    ["the total", (r) => Object.assign(r.totals, { chargeMicros: "1" }), ["chain", "signature", "totals"]],
    [
      "a record left out",
      (r) =>
        r.records.splice(
          r.records.findIndex(({ body }) => body.type === "segment"),
          1,
        ),
      ["chain", "signature", "segments"],
    ],
    ["an event left out", (r) => r.records.splice(0, 1), ["chain", "signature", "events"]],
    ["the signature", (r) => Object.assign(r.signature, { value: Buffer.alloc(64).toString("base64") }), ["signature"]],
  ];
  test.each(edits)("is found out: %s", async (_what, tamper, broken) => {
    const receipt = await read();
    tamper(receipt);
    expect(failed(receipt)).toEqual(broken);
  });

  test("and signed anew with another key is whole, but not under a published key", async () => {
    vi.stubEnv(
      "OPENHALL_RECEIPT_KEY",
      generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    );
    const forged = await read();
    vi.stubEnv("OPENHALL_RECEIPT_KEY", KEY);
    const verdict = verifyReceipt(forged, { publishedKeys: publishedKeys().map((key) => key.publicKey) });
    expect(verdict.checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(["key"]);
    expect(verdict.proves).toEqual([]);
  });
});

test("a receipt in another currency than the price's recomputes the conversion", async () => {
  await scene.database.db.insert(fxRates).values({
    id: newId("fxr"),
    base: "USD",
    quote: "CNY",
    rateE9: 7_123_456_789n,
    during: { from: new Date("2026-03-01T00:00:00Z"), to: null },
    source: "test",
  });
  const converted = await scene.buyer.launch(1);
  await scene.database.db.update(leases).set({ billingCurrency: "CNY" }).where(eq(leases.id, converted.id));
  await scene.pass(3);
  const container = scene.container(converted);
  await container.beat();
  await container.runFor(100, 20);
  await closeLease(scene.buyer.ctx, { leaseId: converted.id });
  await container.beat(EXITED);
  await scene.tick();
  const receipt = receiptSchema.parse(await getReceipt(scene.buyer.ctx, { leaseId: converted.id }));
  expect(failed(receipt)).toEqual([]);
  expect(receipt.lease.billingCurrency).toBe("CNY");
  expect(BigInt(receipt.totals.chargeMicros)).toBe(
    (BigInt(receipt.totals.amountMicros) * 7_123_456_789n) / 1_000_000_000n,
  );
});

function edit<T extends Receipt["records"][number]["body"]["type"]>(
  receipt: Receipt,
  type: T,
  change: (body: Receipt["records"][number]["body"]) => void,
) {
  // the last one: of segments, one that is charged
  change(receipt.records.findLast(({ body }) => body.type === type)!.body);
}
