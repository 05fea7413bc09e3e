import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { setCustomerTerms } from "@/lib/catalog/set-customer-terms";
import { AppError } from "@/lib/errors";
import { freezeLaunches } from "@/lib/identity/freeze-launches";
import { listFreezesOf, listOwnFreezes } from "@/lib/identity/freeze-queries";
import { liftFreeze } from "@/lib/identity/lift-freeze";
import { newId } from "@/lib/ids";
import { readPaidHistory } from "@/lib/ledger/paid-history";
import { auditBooks } from "@/lib/metering/audit-books";
import { getLaunchLimits, getLaunchLimitsOf } from "./limit-queries";
import { setLaunchLimits } from "./set-launch-limits";
import { startInstance } from "./start-instance";
import { stopInstance } from "./stop-instance";

let database: TestDatabase;
let market: Market;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db, { accelerators: 40 });
});
afterAll(async () => {
  expect((await auditBooks(database.db)).filter(({ violations }) => violations > 0)).toEqual([]);
  await database.close();
});

async function refusalOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  if (error instanceof AppError) return error;
  throw error ?? new Error("it was not refused");
}

const limits = (organizationId: string, change: object) =>
  setLaunchLimits(market.platform.ctx, {
    organizationId,
    accelerators: "",
    burnPerHour: "",
    cardPerDay: "",
    reason: "Known from elsewhere",
    ...change,
  });

test("a new customer runs 16 accelerators at once, and is told what is in use and how it grows", async () => {
  const buyer = await createBuyer(market, "400");
  await buyer.launch(8);
  await buyer.launch(8);
  const refusal = await refusalOf(buyer.launch(1));
  expect(refusal.code).toBe("limit_exceeded");
  expect(refusal.message).toContain(
    "At most 16 accelerators run at once for you; 16 are in use and this start needs 1.",
  );
  expect(refusal.message).toContain("$500.00");
  expect(refusal.options.details).toMatchObject({ limit: "accelerators", mostAccelerators: "16" });
  const shown = await getLaunchLimits(buyer.ctx);
  expect(shown).toMatchObject({ tier: { name: "new" }, inUse: { accelerators: 16 }, isUnlimited: false });
  expect(shown.inUse.burnMicrosPerHour).toBe(40_960_000n);
});

test("of launches at once for the last of a limit, one wins", async () => {
  const buyer = await createBuyer(market, "400");
  await limits(buyer.organizationId, { accelerators: "2" });
  const tried = await Promise.allSettled([buyer.launch(1), buyer.launch(1), buyer.launch(1), buyer.launch(1)]);
  expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect((await getLaunchLimits(buyer.ctx)).inUse.accelerators).toBe(2);
});

test("what may run per hour is a limit too, and one that was set by hand says so", async () => {
  const buyer = await createBuyer(market, "400");
  await limits(buyer.organizationId, { burnPerHour: "5" });
  await buyer.launch(1);
  const refusal = await refusalOf(buyer.launch(1));
  expect(refusal.code).toBe("limit_exceeded");
  expect(refusal.message).toContain("$5.00 per hour");
  expect(refusal.message).toContain("It was set for you");
  await limits(buyer.organizationId, {});
  await buyer.launch(1);
});

test("who has paid more, and longer ago, is in a higher tier; money that went back does not count", async () => {
  const buyer = await createBuyer(market, "1000");
  const payer = { organizationId: buyer.organizationId, currency: "USD" } as const;
  const now = new Date();
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const [fresh, week, month] = [
    await readPaidHistory(database.db, payer, later(1)),
    await readPaidHistory(database.db, payer, later(8)),
    await readPaidHistory(database.db, payer, later(31)),
  ];
  expect(fresh).toEqual({ 0: 1_000_000_000n, 7: 0n, 30: 0n });
  expect(week).toEqual({ 0: 1_000_000_000n, 7: 1_000_000_000n, 30: 0n });
  expect(month).toEqual({ 0: 1_000_000_000n, 7: 1_000_000_000n, 30: 1_000_000_000n });
  expect(await readPaidHistory(database.db, { ...payer, currency: "CNY" }, now)).toEqual({ 0: 0n, 7: 0n, 30: 0n });
  expect((await getLaunchLimitsOf(market.platform.ctx, payer)).tier.name).toBe("paying");
});

test("a customer on credit has no limits of these unless one is set by hand", async () => {
  const buyer = await createBuyer(market, "0");
  await setCustomerTerms(market.platform.ctx, {
    organizationId: buyer.organizationId,
    segment: "standard",
    billingCurrency: "USD",
    creditLimit: "100000",
    monthlyCap: "",
    dataRetentionDays: 7,
  });
  expect((await getLaunchLimits(buyer.ctx)).isUnlimited).toBe(true);
  await limits(buyer.organizationId, { accelerators: "0" });
  expect(await codeOf(buyer.launch(1))).toBe("limit_exceeded");
});

test("limits are the desk owner's to set, of customers alone", async () => {
  const buyer = await createBuyer(market, "0");
  const member = await createMember(database.db, market.platform);
  const given = { accelerators: "1", burnPerHour: "", cardPerDay: "", reason: "Known" };
  expect(await codeOf(setLaunchLimits(member.ctx, { organizationId: buyer.organizationId, ...given }))).toBe(
    "forbidden",
  );
  expect(await codeOf(setLaunchLimits(buyer.ctx, { organizationId: buyer.organizationId, ...given }))).toBe(
    "forbidden",
  );
  expect(await codeOf(limits(market.operator.organizationId, { accelerators: "1" }))).toBe("not_found");
  expect(await codeOf(limits(buyer.organizationId, { burnPerHour: "-1" }))).toBe("invalid_input");
  expect(await codeOf(limits(buyer.organizationId, { accelerators: "many" }))).toBe("invalid_input");
  expect(await codeOf(getLaunchLimitsOf(buyer.ctx, { organizationId: buyer.organizationId }))).toBe("forbidden");
});

test("a freeze by hand refuses launches and starts, not what runs, until each is lifted with a reason", async () => {
  const buyer = await createBuyer(market, "400");
  const running = await buyer.launch(1);
  const stopped = await buyer.launch(1);
  for (const { id: leaseId } of [running, stopped]) await market.report([{ leaseId, containerId: leaseId }]);
  const { organizationId } = buyer;
  const key = newId("req");
  const freeze = (idempotencyKey: string) =>
    freezeLaunches(market.platform.ctx, { organizationId, reason: "We could not reach you.", idempotencyKey });
  await Promise.all([freeze(key), freeze(key)]);
  await freeze(newId("req"));
  const refusal = await refusalOf(buyer.launch(1));
  expect(refusal.code).toBe("precondition_failed");
  expect(refusal.message).toContain("We could not reach you.");
  expect(refusal.options.details).toMatchObject({ reason: "launches_frozen" });
  await stopInstance(buyer.ctx, { leaseId: stopped.id });
  await market.report([
    { leaseId: running.id, containerId: running.id, uptimeMs: 2_000 },
    { leaseId: stopped.id, phase: "retained", containerId: null, uptimeMs: null, sshPort: null },
  ]);
  expect(await codeOf(startInstance(buyer.ctx, { leaseId: stopped.id }))).toBe("precondition_failed");
  const own = await listOwnFreezes(buyer.ctx);
  expect(own).toHaveLength(2);
  const lift = (freezeId: string, ctx = market.platform.ctx) => liftFreeze(ctx, { freezeId, reason: "They called" });
  expect(await codeOf(lift(own[0]!.id, buyer.ctx))).toBe("forbidden");
  expect(await codeOf(lift("frz_nothing"))).toBe("not_found");
  await lift(own[0]!.id);
  expect(await codeOf(lift(own[0]!.id))).toBe("conflict");
  expect(await codeOf(buyer.launch(1))).toBe("precondition_failed");
  await lift(own[1]!.id);
  await buyer.launch(1);
  const all = await listFreezesOf(market.platform.ctx, { organizationId });
  expect(all.map(({ liftReason }) => liftReason)).toEqual(["They called", "They called"]);
  expect(await listOwnFreezes((await createBuyer(market, "0")).ctx)).toEqual([]);
  const { rows } = await database.db.execute<{ action: string }>(
    sql`SELECT action FROM audit_events WHERE action LIKE 'launches.%' ORDER BY 1`,
  );
  expect(rows.map(({ action }) => action)).toEqual([
    "launches.freeze",
    "launches.freeze",
    "launches.unfreeze",
    "launches.unfreeze",
  ]);
});
