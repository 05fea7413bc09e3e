import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditEvents, leaseCorrections, ledgerTransactions, notices, usageAdjustments } from "@/db/schema";
import { createMember } from "@/db/testing/context";
import { EXITED, RETAIL_MICROS, Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { findPrepaidBalance } from "@/lib/ledger/queries";
import { correctLease, previewCorrection } from "./correct-lease";
import type { CorrectLeaseInput } from "./correction-schemas";

let scene: Scene;
let lease: Lease;
/** Running from 23:50:02, unreachable for 23:50:22 to 23:52:22, running again to 00:10:22. */
let ran: Date;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-31T23:50:00.250Z"));
  lease = await scene.buyer.launch(2);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  ran = new Date("2026-03-31T23:50:02Z");
  await container.runFor(20);
  await scene.pass(100);
  await watchLeases(scene.worker());
  await scene.pass(20);
  await container.beat();
  await container.runFor(1_080, 60);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  lease = await scene.read(lease);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const second = (seconds: number) => new Date(ran.getTime() + seconds * 1_000);
const correction = (change: Partial<CorrectLeaseInput> = {}): CorrectLeaseInput => ({
  leaseId: lease.id,
  kind: "state",
  state: "running",
  from: second(20),
  to: second(140),
  reason: "The host's log shows that it ran",
  evidence: "ticket 4711",
  idempotencyKey: newId("req"),
  ...change,
});
const desk = () => scene.market.platform.ctx;
const correct = (change: Partial<CorrectLeaseInput> = {}) => correctLease(desk(), correction(change));
const adjustments = () => scene.database.db.select().from(usageAdjustments).orderBy(usageAdjustments.createdAt);
const recordsOf = (organizationId: string) =>
  scene.database.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.organizationId, organizationId), eq(auditEvents.action, "lease.correct")));
const balance = async () =>
  (await findPrepaidBalance(scene.database.db, scene.buyer.organizationId, "USD")).balanceMicros;

describe("a late proof", () => {
  const seconds = 120n;
  const [retail, wholesale] = [RETAIL_MICROS, WHOLESALE_MICROS].map((rate) => priceMicros(rate * 2n, seconds));

  test("is previewed by the code that books it, and the preview writes nothing", async () => {
    const { idempotencyKey: _, reason: __, evidence: ___, ...input } = correction();
    const preview = await previewCorrection(desk(), input);
    expect(preview.totals).toMatchObject({ seconds, retailMicros: retail, wholesaleMicros: wholesale });
    expect(preview.hours.map((line) => line.hour)).toEqual([new Date("2026-03-31T23:00:00Z")]);
    expect(await scene.database.db.select().from(leaseCorrections)).toEqual([]);
  });

  test("is charged and paid in the open period, though its month is over, and told to both parties", async () => {
    const before = await balance();
    await scene.pass(3_600);
    const outcome = await correct();
    expect(outcome).toMatchObject({ hours: 1, totals: { seconds, retailMicros: retail, wholesaleMicros: wholesale } });
    const [customers] = await recordsOf(lease.organizationId);
    expect(customers!.detail).toMatchObject({ reason: correction().reason, deltaChargeMicros: String(retail) });
    expect(customers!.detail).not.toHaveProperty("deltaWholesaleMicros");
    const [operators] = await recordsOf(lease.operatorId);
    expect(operators!.detail).toMatchObject({ deltaWholesaleMicros: String(wholesale) });
    expect(operators!.detail).not.toHaveProperty("deltaChargeMicros");
    expect(before - (await balance())).toBe(retail);
    const [row] = await adjustments();
    expect(row).toMatchObject({ rev: 1, deltaSeconds: seconds, deltaTaxMicros: 0n, deltaChargeMicros: null });
    expect(row!.window).toEqual({ from: new Date("2026-03-31T23:50:00Z"), to: new Date("2026-04-01T00:00:00Z") });
    const [posted] = await scene.database.db
      .select()
      .from(ledgerTransactions)
      .where(eq(ledgerTransactions.kind, "usage_adjustment"));
    expect(posted).toMatchObject({ effectiveAt: scene.now, rev: 1, ref: `${lease.id}:1774998000` });
    const told = await scene.database.db.select().from(notices);
    expect(new Set(told.map((notice) => notice.organizationId))).toEqual(
      new Set([scene.buyer.organizationId, scene.market.operator.organizationId]),
    );
  });

  test("is booked once, however often and at once it is sent, with its key or another", async () => {
    const before = await balance();
    const key = newId("req");
    const outcomes = await Promise.all([1, 2, 3].map(() => correct({ idempotencyKey: key })));
    expect(new Set(outcomes.map((one) => one.correctionId)).size).toBe(1);
    expect(await correct()).toMatchObject({ hours: 0 });
    await expect(correct({ idempotencyKey: key, to: second(100) })).rejects.toMatchObject({ code: "conflict" });
    expect(await balance()).toBe(before);
    expect(await adjustments()).toHaveLength(1);
  });

  test("that is taken back leaves the books as they were, to the micro, in both halves of an hour", async () => {
    await correct({ state: "unreachable", from: second(20), to: second(61) });
    await correct({ state: "unreachable", from: second(61), to: second(140) });
    const rows = await adjustments();
    expect(rows.map((row) => row.rev)).toEqual([1, 2, 3]);
    expect(rows.reduce((sum, row) => sum + row.deltaRetailMicros, 0n)).toBe(0n);
    expect(rows.reduce((sum, row) => sum + row.deltaWholesaleMicros, 0n)).toBe(0n);
    expect(rows.reduce((sum, row) => sum + row.deltaSeconds, 0n)).toBe(0n);
  });
});

describe("an outage claimed later", () => {
  test("over a month's edge gives back what was charged and paid for it, hour by hour", async () => {
    const before = await balance();
    const [from, to] = [new Date("2026-03-31T23:58:00Z"), new Date("2026-04-01T00:03:00Z")];
    const { totals, hours } = await correct({ state: "unreachable", from, to, reason: "Switch failed, claim 12" });
    expect([hours, totals.seconds]).toEqual([2, -300n]);
    const exact = priceMicros(RETAIL_MICROS * 2n, 300n);
    expect((await balance()) - before).toBe(-totals.retailMicros);
    expect(-totals.retailMicros - exact).toBeGreaterThanOrEqual(-2n);
    expect(-totals.retailMicros - exact).toBeLessThanOrEqual(2n);
    expect(totals.wholesaleMicros).toBeLessThan(0n);
  });

  test("is corrected itself by a shorter one: what the later word does not cover stands", async () => {
    const [from, to] = [new Date("2026-03-31T23:59:00Z"), new Date("2026-04-01T00:01:00Z")];
    const { totals } = await correct({ state: "running", from, to, reason: "Claim 12 was too long" });
    expect(totals.seconds).toBe(120n);
    const rows = await scene.database.db
      .select()
      .from(leaseCorrections)
      .where(eq(leaseCorrections.reason, "Switch failed, claim 12"));
    const standing = rows.filter((row) => row.supersededAt === null).map((row) => row.during);
    expect(standing).toHaveLength(2);
    expect(rows.filter((row) => row.remainderOf !== null)).toHaveLength(2);
  });
});

describe("a wrong price", () => {
  test("is put right on one side alone, from its own window on", async () => {
    const before = await balance();
    const window = { from: second(200), to: second(500) };
    const cheaper = await correct({ kind: "retail_rate", state: null, price: "1.28", ...window, reason: "Half price" });
    expect(cheaper.totals).toMatchObject({ seconds: 0n, wholesaleMicros: 0n });
    expect((await balance()) - before).toBe(-cheaper.totals.retailMicros);
    const dearer = await correct({ kind: "wholesale_rate", state: null, price: "2", ...window, reason: "Rate card" });
    expect(dearer.totals).toMatchObject({ retailMicros: 0n });
    expect(dearer.totals.wholesaleMicros).toBeGreaterThan(0n);
  });

  test("comes to the same whichever of price and state was known first", async () => {
    const window = { from: second(300), to: second(400) };
    const sums = async () => (await adjustments()).reduce((sum, row) => sum + row.deltaRetailMicros, 0n);
    await correct({ state: "unreachable", ...window });
    await correct({ kind: "retail_rate", state: null, price: "3", from: second(350), to: second(700) });
    const oneWay = await sums();
    await correct({ kind: "retail_rate", state: null, price: "2.56", from: second(200), to: second(700) });
    await correct({ state: "running", ...window });
    await correct({ kind: "retail_rate", state: null, price: "1.28", from: second(200), to: second(500) });
    await correct({ kind: "retail_rate", state: null, price: "3", from: second(350), to: second(700) });
    await correct({ state: "unreachable", ...window });
    expect(await sums()).toBe(oneWay);
  });
});

describe("what cannot be corrected is refused with the reason, and nothing is written", () => {
  const cases: [string, Partial<CorrectLeaseInput>, string][] = [
    ["a window that ends before it begins", { to: "2026-03-31T23:00:00Z" }, "to"],
    ["half a second", { from: "2026-03-31T23:55:00.500Z" }, "from"],
    ["time before the lease", { from: "2026-03-31T23:00:00Z" }, "from"],
    ["time after its end", { to: "2026-04-01T01:00:00Z" }, "to"],
    ["time when the instance was only starting", { from: "2026-03-31T23:50:01Z" }, "from"],
    ["a negative price", { kind: "retail_rate", price: "-1" }, "price"],
    ["an absurd price", { kind: "retail_rate", price: "1000.000001" }, "price"],
    ["a price that overflows", { kind: "retail_rate", price: "9".repeat(30) }, "price"],
    ["no price", { kind: "wholesale_rate", price: null }, "price"],
    ["no state", { state: null }, "state"],
    ["a state that nobody can claim", { state: "stopped" as "running" }, "state"],
    ["no reason", { reason: " x " }, "reason"],
    ["no date", { from: "soon" }, "from"],
  ];
  test.each(cases)("%s", async (_, change, field) => {
    const rows = (await adjustments()).length;
    await expect(correct(change)).rejects.toMatchObject({
      code: "invalid_input",
      options: { fields: { [field]: [expect.any(String)] } },
    });
    expect(await adjustments()).toHaveLength(rows);
  });

  test("by anyone but an owner of the platform, or of a lease that is not there", async () => {
    const member = await createMember(scene.database.db, scene.market.platform);
    for (const { ctx } of [scene.buyer, scene.market.operator, member])
      await expect(correctLease(ctx, correction())).rejects.toMatchObject({ code: "forbidden" });
    await expect(correct({ leaseId: "lse_none" })).rejects.toMatchObject({ code: "not_found" });
  });
});
