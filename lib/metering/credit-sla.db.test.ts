import { and, desc, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fxRates, leases, notices, slaCredits, slaRules } from "@/db/schema";
import { createBuyer } from "@/db/testing/market";
import { EXITED, Scene } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { findPrepaidBalance } from "@/lib/ledger/queries";
import { correctLease } from "./correct-lease";
import { createSlaRule } from "./create-sla-rule";
import { creditSla } from "./credit-sla";
import { endSlaRule } from "./end-sla-rule";

let scene: Scene;
let lost: Lease;
let steady: Lease;
const RATE_E9 = 7_000_000_000n;

/** Two leases from 20:00:02 to 21:00:02, both on one host: one paid in CNY; the other is told to have been lost only later. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-06-30T20:00:00Z"));
  const { db } = scene.database;
  await db.delete(slaRules);
  for (const [name, allowedSeconds, creditPercent] of [
    ["Over 5 minutes", 300, "10"],
    ["Over 20 minutes", 1_200, "40"],
  ] as const) {
    const rule = { name, window: "day" as const, allowedSeconds, creditPercent, from: "2026-07-01" };
    await createSlaRule(scene.market.platform.ctx, rule);
  }
  await db.update(slaRules).set({ during: { from: new Date("2026-06-01T00:00:00Z"), to: null } });
  await db.execute(sql`INSERT INTO wholesale_contracts (id, organization_id, name, currency, during, sla_charge_back_bps)
    VALUES (${newId("wct")}, ${scene.market.operator.organizationId}, 'C', 'USD', '[2026-06-01T00:00:00Z,)', 6000)`);
  const during = { from: new Date("2026-06-30T20:00:00Z"), to: null };
  await db
    .insert(fxRates)
    .values({ id: newId("fxr"), base: "USD", quote: "CNY", rateE9: RATE_E9, during, source: "test" });
  const foreign = await createBuyer(scene.market);
  await creditCustomer(scene.market.platform.ctx, {
    organizationId: foreign.organizationId,
    amountMicros: 900_000_000n,
    currency: "CNY",
    reference: "Transfer",
    idempotencyKey: newId("req"),
  });
  lost = await foreign.launch(1);
  steady = await scene.buyer.launch(1);
  await db.update(leases).set({ billingCurrency: "CNY" }).where(eq(leases.id, lost.id));
  await scene.pass(2);
  const machines = [scene.container(lost), scene.container(steady)] as const;
  await scene.market.report(machines.map((one) => one.seen()));
  for (let minute = 1; minute <= 60; minute++) {
    await scene.pass(60);
    const isLost = minute > 20 && minute <= 28;
    await scene.market.report([machines[0].seen(isLost ? { phase: "unreachable" } : {}), machines[1].seen()]);
  }
  await closeLease(foreign.ctx, { leaseId: lost.id });
  await closeLease(scene.buyer.ctx, { leaseId: steady.id });
  await scene.market.report(machines.map((one) => one.seen(EXITED)));
  await scene.tick();
  lost = await scene.read(lost);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const creditsOf = (lease: Lease) =>
  scene.database.db.select().from(slaCredits).where(eq(slaCredits.leaseId, lease.id)).orderBy(slaCredits.createdAt);
const balance = async (organizationId: string, currency: "USD" | "CNY") =>
  (await findPrepaidBalance(scene.database.db, organizationId, currency)).balanceMicros;
const noticesOf = (organizationId: string) =>
  scene.database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, organizationId), sql`key LIKE 'sla:%'`))
    .orderBy(desc(notices.raisedAt));

describe("the SLA", () => {
  test("credits nothing before its day is closed", async () => {
    expect(await creditSla(scene.worker())).toBe(0);
    await scene.pass(4 * 3_600 - 3_602 + 899);
    expect(await creditSla(scene.worker())).toBe(0);
  });

  test("credits once, whichever workers look at the same time, in the customer's currency and without a claim", async () => {
    await scene.pass(60);
    const before = await balance(lost.organizationId, "CNY");
    const settled = await Promise.all([1, 2, 3].map(() => creditSla(scene.worker())));
    expect(settled.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await creditSla(scene.worker())).toBe(0);
    const [credit, ...others] = await creditsOf(lost);
    expect(others).toEqual([]);
    const paid = await scene.chargedFor(lost);
    expect(credit).toMatchObject({ retailMicros: paid, creditMicros: paid / 10n, unreachableSeconds: 540n });
    expect(credit!.chargedBackMicros).toBe(((paid / 10n) * 6n) / 10n);
    expect((await balance(lost.organizationId, "CNY")) - before).toBe(credit!.creditMicros * 7n);
    expect(credit!.convertedMicros).toBe((credit!.creditMicros * RATE_E9) / 1_000_000_000n);
    expect(await balance(lost.organizationId, "USD")).toBe(1_000_000_000n);
    expect((await noticesOf(lost.organizationId))[0]).toMatchObject({ body: expect.stringContaining("no claim") });
    expect(await noticesOf(scene.market.operator.organizationId)).toHaveLength(1);
  });

  test("gives nothing for time that is not unreachable", async () => {
    expect(await creditsOf(steady)).toEqual([]);
  });

  test("credits a past day at the next run once a correction makes it eligible, tier upon tier", async () => {
    await scene.pass(40 * 86_400);
    const outage = { from: "2026-06-30T20:10:00Z", to: "2026-06-30T20:31:00Z" };
    await correctLease(scene.market.platform.ctx, {
      leaseId: steady.id,
      kind: "state",
      state: "unreachable",
      ...outage,
      reason: "The operator's switch failed",
      idempotencyKey: newId("req"),
    });
    expect(await creditSla(scene.worker())).toBeGreaterThan(0);
    const credits = await creditsOf(steady);
    const [first] = credits;
    expect(credits.map((one) => one.unreachableSeconds)).toEqual([1_260n, 1_260n]);
    const { retailMicros } = first!;
    const given = credits.map((one) => one.creditMicros).sort((a, b) => (a < b ? -1 : 1));
    expect(given).toEqual([(retailMicros * 1_000n) / 10_000n, (retailMicros * 4_000n) / 10_000n]);
    expect(first!.retailMicros).toBeLessThan(await scene.chargedFor(steady));
  });

  test("takes no credit back, and gives none twice, when the time is proven after all", async () => {
    await correctLease(scene.market.platform.ctx, {
      leaseId: steady.id,
      kind: "state",
      state: "running",
      from: "2026-06-30T20:10:00Z",
      to: "2026-06-30T20:31:00Z",
      reason: "It ran after all",
      idempotencyKey: newId("req"),
    });
    await creditSla(scene.worker());
    expect(await creditsOf(steady)).toHaveLength(2);
    expect(await creditSla(scene.worker())).toBe(0);
  });
});

describe("SLA rules", () => {
  const rule = {
    name: "A month",
    window: "month" as const,
    allowedSeconds: 600,
    creditPercent: "12.5",
    from: "2026-09-01",
  };

  test("begin and end on coming days", async () => {
    const { ruleId } = await createSlaRule(scene.market.platform.ctx, rule);
    expect(await endSlaRule(scene.market.platform.ctx, { ruleId, on: "2026-10-01" })).toEqual({ ruleId });
    await endSlaRule(scene.market.platform.ctx, { ruleId, on: "2026-10-01" });
    const [row] = await scene.database.db.select().from(slaRules).where(eq(slaRules.id, ruleId));
    expect(row).toMatchObject({ creditBps: 1_250, during: { to: new Date("2026-10-01T00:00:00Z") } });
    await expect(endSlaRule(scene.market.platform.ctx, { ruleId, on: "2026-11-01" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test.each([
    [{ from: "2026-07-01" }, "from"],
    [{ from: "2026-02-30" }, "from"],
    [{ creditPercent: "0" }, "creditPercent"],
    [{ creditPercent: "101" }, "creditPercent"],
    [{ creditPercent: "1e2" }, "creditPercent"],
    [{ allowedSeconds: -1 }, "allowedSeconds"],
    [{ window: "day" as const, allowedSeconds: 86_400 }, "allowedSeconds"],
    [{ name: "x" }, "name"],
    [{ window: "maintenance" as const }, "allowedSeconds"],
  ])("are refused with %o", async (change, field) => {
    await expect(createSlaRule(scene.market.platform.ctx, { ...rule, ...change })).rejects.toMatchObject({
      options: { fields: { [field]: [expect.any(String)] } },
    });
  });

  test("are the platform's alone", async () => {
    await expect(createSlaRule(scene.buyer.ctx, rule)).rejects.toMatchObject({ code: "forbidden" });
  });
});
